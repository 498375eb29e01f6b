package import Domain

/// A run as one HTML page that needs nothing else: nodes as lanes, messages as arrows, faults as bars.
package struct TimeLine: Sendable {
    /// How many events of a run a page shows, the newest; so many stay quick to search and to draw.
    package static let eventLimit = 20_000

    private let data: TimeLineData

    /// - Parameter file: The scenario's file, as the command that replays the run is to name it.
    package init(_ result: RunResult, file: String) { data = TimeLineData(result, file: file) }

    /// The whole page. It loads nothing and sends nothing, and a policy in it holds the browser to that.
    package var html: String {
        TimeLinePage.html(title: data.title, json: Escaping.json(data.json))
    }

    /// What the page is drawn from.
    package var json: JSONValue { data.json }
}
