/// The version of this product, which all its programs have.
package enum ProductVersion {
    package static let number = "1.0.0"
}
