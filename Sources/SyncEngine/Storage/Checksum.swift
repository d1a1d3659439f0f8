import CShims

/// CRC-32C (RFC 3720 §B.4), which finds every single damaged byte and nearly all other damage.
package enum Checksum {
    /// The checksum of `bytes`.
    package static func of(_ bytes: some Collection<UInt8>) -> UInt32 {
        bytes.withContiguousStorageIfAvailable { cs_crc32c(0, $0.baseAddress, $0.count) } ?? of(Array(bytes))
    }
}
