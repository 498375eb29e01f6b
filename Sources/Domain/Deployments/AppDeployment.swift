/// Kind `appConfig`: a template on the servers, and what to render it with. Source: deployment-file contract, section 9.
package struct AppDeployment: Equatable, Sendable {
    /// What the template calls `appName`.
    package var name: String
    /// The metadata item that holds the template.
    package var template: MetadataKey
    /// In the order of the file; without `appName`.
    package var parameters: [TemplateParameter]
    /// The keys of the file that the rendered document gets in place of its own: `datacenters`, `deployIn` and
    /// `maximumDeployments`.
    package var common: [Document.Entry]

    package init(
        name: String, template: MetadataKey, parameters: [TemplateParameter] = [], common: [Document.Entry] = []
    ) {
        self.name = name
        self.template = template
        self.parameters = parameters
        self.common = common
    }

    /// Everything that the template sees.
    package var allParameters: [TemplateParameter] { parameters + [TemplateParameter(name: "appName", value: name)] }

    /// The rendered document with the common keys of the file, which come after its own.
    package func completed(_ document: Document) -> Document {
        guard case .mapping(let entries) = document.content else { return document }
        let names = ["datacenters", "deployIn", "maximumDeployments"]
        let own = entries.filter { entry in !names.contains { entry.key.content == .string($0) } }
        var common = common
        if !common.contains(where: { $0.key.content == .string("maximumDeployments") }) {
            common.append(
                Document.Entry(
                    key: Document(.string("maximumDeployments"), at: .start), value: Document(.integer(0), at: .start)))
        }
        return Document(.mapping(own + common), at: document.position)
    }
}
