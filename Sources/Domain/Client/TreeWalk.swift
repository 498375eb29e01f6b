/// Enumerates a tree from one of its servers, asking many servers at once.
///
/// The result depends on what the servers answer, never on the order in which their answers arrive: depth first, parent
/// before child, children in the order of their parent's list. Source: HTTP contract, section 9.9; promise S9.
package struct TreeWalk: Sendable {
    package struct Limits: Equatable, Sendable {
        /// Requests under way at once. At least 1.
        package var concurrency: Int
        /// Servers that one walk may find; a tree that has more is refused as a whole.
        package var nodes: Int

        package init(concurrency: Int = 16, nodes: Int = 10_000) {
            self.concurrency = concurrency
            self.nodes = nodes
        }
    }

    /// One server and what went wrong there.
    package struct Finding: Equatable, Sendable {
        package let chain: ChainPath
        /// `nil` when labels were not asked for or could not be read.
        package internal(set) var labels: [String]?
        package internal(set) var troubles: [Trouble] = []
    }

    package enum Trouble: Equatable, Sendable {
        /// Its children are not known; it is in the result itself.
        case children(CallFailure)
        /// Its labels are not known.
        case labels(CallFailure)
        /// It lists a child whose name is already on the path: followed further, the walk would not end.
        case loop(ChainName)
        /// It lists a child below the deepest level that a path can name.
        case tooDeep(ChainName)
        /// It lists something that cannot be the name of a chain.
        case badName(String)
        /// The tree has more servers than the limit; nothing of it is in the result.
        case tooManyNodes(limit: Int)
    }

    private let limits: Limits

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Walks the tree below `start`, the start included.
    ///
    /// - Parameter readingLabels: Whether each server is asked for its labels too, beside its children.
    package func findings(from start: ChainServer, readingLabels: Bool) async -> [Finding] {
        var book = Book(root: start.chain)
        var questions: [Question] = []
        var nextQuestion = 0
        func ask(about entry: Int, of chain: ChainPath) {
            questions.append(Question(entry: entry, chain: chain, subject: .chains))
            if readingLabels { questions.append(Question(entry: entry, chain: chain, subject: .labels)) }
        }
        ask(about: 0, of: start.chain)
        let isWhole = await withTaskGroup(of: Answer.self) { group in
            var underWay = 0
            while true {
                while underWay < limits.concurrency, nextQuestion < questions.count {
                    let question = questions[nextQuestion]
                    nextQuestion += 1
                    underWay += 1
                    group.addTask { await question.answer(from: start.at(question.chain)) }
                }
                guard let answer = await group.next() else { return true }
                underWay -= 1
                for entry in book.note(answer) { ask(about: entry, of: book.chain(of: entry)) }
                if book.count > limits.nodes {
                    group.cancelAll()
                    return false
                }
            }
        }
        guard isWhole else {
            return [Finding(chain: start.chain, troubles: [.tooManyNodes(limit: limits.nodes)])]
        }
        return book.preOrder
    }
}

extension TreeWalk {
    private struct Question: Sendable {
        enum Subject: Sendable { case chains, labels }
        let entry: Int
        let chain: ChainPath
        let subject: Subject

        func answer(from server: ChainServer) async -> Answer {
            do throws(CallFailure) {
                let texts = subject == .chains ? try await server.chains() : try await server.labels()
                return Answer(question: self, result: .success(texts))
            } catch {
                return Answer(question: self, result: .failure(error))
            }
        }
    }

    private struct Answer: Sendable {
        let question: Question
        let result: Result<[String], CallFailure>
    }

    /// What is known of the tree so far, by the order of discovery.
    private struct Book {
        private var chains: [ChainPath]
        private var children: [[Int]] = [[]]
        private var labels: [[String]?] = [nil]
        private var childTroubles: [[Trouble]] = [[]]
        private var labelTroubles: [[Trouble]] = [[]]

        init(root: ChainPath) { chains = [root] }

        var count: Int { chains.count }
        func chain(of entry: Int) -> ChainPath { chains[entry] }

        /// Writes an answer down.
        ///
        /// - Returns: The servers that it made known.
        mutating func note(_ answer: Answer) -> [Int] {
            let entry = answer.question.entry
            switch (answer.question.subject, answer.result) {
            case (.labels, .success(let texts)): labels[entry] = texts
            case (.labels, .failure(let failure)): labelTroubles[entry] = [.labels(failure)]
            case (.chains, .failure(let failure)): childTroubles[entry] = [.children(failure)]
            case (.chains, .success(let texts)): return noteChildren(texts, of: entry)
            }
            return []
        }

        private mutating func noteChildren(_ texts: [String], of entry: Int) -> [Int] {
            var seen: Set<String> = []
            let parent = chains[entry]
            for text in texts where seen.insert(text).inserted {
                guard let name = ChainName(text) else {
                    childTroubles[entry].append(.badName(text))
                    continue
                }
                if parent.names.contains(name) {
                    childTroubles[entry].append(.loop(name))
                } else if parent.names.count >= ChainPath.deepest {
                    childTroubles[entry].append(.tooDeep(name))
                } else {
                    children[entry].append(chains.count)
                    chains.append(parent.appending(name))
                    children.append([])
                    labels.append(nil)
                    childTroubles.append([])
                    labelTroubles.append([])
                }
            }
            return children[entry]
        }

        var preOrder: [Finding] {
            var result: [Finding] = []
            var stack = [0]
            while let entry = stack.popLast() {
                result.append(
                    Finding(
                        chain: chains[entry], labels: labels[entry],
                        troubles: childTroubles[entry] + labelTroubles[entry]))
                stack.append(contentsOf: children[entry].reversed())
            }
            return result
        }
    }
}
