import Testing

/// The tests that start programs. One at a time: many at once only wait for processors, and those with a time limit
/// would meet it before the program has begun.
@Suite("Programs of the node", .serialized)
enum ProgramTests {}
