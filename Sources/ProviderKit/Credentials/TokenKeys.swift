import Crypto
import CryptoExtras
import FoundationEssentials

/// The keys that sign-ins are encrypted with: from `CALSYNC_ENCRYPTION_KEY`, the desktop's keyring, or a key file.
///
/// The first of these that is there encrypts; what is stored names the one it was encrypted with.
package struct TokenKeys: Sendable {
    /// Where a key comes from.
    package enum Source: String, Hashable, Sendable, Codable {
        /// `CALSYNC_ENCRYPTION_KEY`, 32 bytes in base64.
        case variable
        /// `CALSYNC_ENCRYPTION_KEY`, any other text: the key is made of it with scrypt.
        case passphrase
        /// The desktop's keyring, through `secret-tool`.
        case keyring
        /// A file that only its owner may read.
        case file

        /// What people call it.
        package var name: String {
            switch self {
            case .variable: "the key in CALSYNC_ENCRYPTION_KEY"
            case .passphrase: "the passphrase in CALSYNC_ENCRYPTION_KEY"
            case .keyring: "the key in the keyring"
            case .file: "the key file"
            }
        }
    }

    private let variable: String?
    private let keyring: Keyring?
    /// Where the key file is, or would be.
    package let keyFile: String
    let random: @Sendable (Int) -> [UInt8]

    /// Takes what the environment says.
    ///
    /// - Parameters:
    ///   - keyFile: Where the key file is, should one be needed: outside of any calendar folder.
    ///   - random: Returns as many random bytes as asked for.
    package init(
        environment: [String: String], keyFile: String, random: @escaping @Sendable (Int) -> [UInt8] = Random.bytes
    ) {
        variable = environment["CALSYNC_ENCRYPTION_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        keyring = Keyring(environment: environment)
        self.keyFile = keyFile
        self.random = random
    }

    /// A key, where it is from, and the salt that it was made with.
    struct Found {
        var key: SymmetricKey
        var source: Source
        var salt: [UInt8]?
    }

    /// Returns the key to encrypt with; it is made where there is none yet.
    func sealing() throws(TokenStoreError) -> Found {
        if let variable {
            if let key = Self.key(base64: variable) { return Found(key: key, source: .variable) }
            guard variable.utf8.count >= 8 else {
                throw .badKey(
                    "CALSYNC_ENCRYPTION_KEY has fewer than 8 characters.",
                    remedy: "Use a longer one, such as the output of `openssl rand -base64 32`.")
            }
            let salt = random(16)
            return Found(key: try Self.key(passphrase: variable, salt: salt), source: .passphrase, salt: salt)
        }
        if let key = keyring?.key() ?? keyring?.newKey(Self.text(random(32))) {
            return Found(key: key, source: .keyring)
        }
        if let key = try fileKey() { return Found(key: key, source: .file) }
        return Found(key: try newFileKey(), source: .file)
    }

    /// Returns the key that something was encrypted with; `nil` where it isn't there.
    func opening(_ source: Source, salt: [UInt8]?) throws(TokenStoreError) -> SymmetricKey? {
        switch source {
        case .variable: return variable.flatMap { Self.key(base64: $0) }
        case .passphrase:
            guard let variable, let salt else { return nil }
            return try Self.key(passphrase: variable, salt: salt)
        case .keyring: return keyring?.key()
        case .file: return try fileKey()
        }
    }

    /// Where a key of that kind is looked for.
    func place(of source: Source) -> String {
        switch source {
        case .variable, .passphrase: "the variable isn't set, or holds another kind of key"
        case .keyring: keyring == nil ? "there is no desktop session here" : "the keyring doesn't give it"
        case .file: keyFile
        }
    }

    private func fileKey() throws(TokenStoreError) -> SymmetricKey? {
        let bytes: [UInt8]?
        do { bytes = try PrivateFile.read(keyFile) } catch { throw TokenStoreError(error) }
        guard let bytes else { return nil }
        if let mode = PrivateFile.mode(of: keyFile), mode & 0o077 != 0 {
            throw .badKey("The key file \(keyFile) is open to other users.", remedy: "Close it: chmod 600 \(keyFile)")
        }
        guard let key = Self.key(base64: String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)) else {
            throw .badKey(
                "The key file \(keyFile) holds no key.",
                remedy: "Restore it; or move it away, and sign in again to all accounts.")
        }
        return key
    }

    private func newFileKey() throws(TokenStoreError) -> SymmetricKey {
        let text = Self.text(random(32))
        do {
            try PrivateFile.makeFolder(String(keyFile[..<(keyFile.lastIndex(of: "/") ?? keyFile.startIndex)]))
            try PrivateFile.write(
                Array((text + "\n").utf8), to: keyFile, suffix: Self.name(random(6)), replaces: false)
        } catch {
            throw TokenStoreError(error)
        }
        // Another process may have been first.
        guard let key = try fileKey() else { throw .file(path: keyFile, code: 0) }
        return key
    }

    /// 32 bytes in base64, in either alphabet; `nil` for everything else.
    static func key(base64 text: String) -> SymmetricKey? {
        guard let bytes = Base64URL.bytes(text), bytes.count == 32 else { return nil }
        return SymmetricKey(data: bytes)
    }

    /// RFC 7914 with 32 MiB, about 0.1 s.
    private static func key(passphrase: String, salt: [UInt8]) throws(TokenStoreError) -> SymmetricKey {
        do {
            return try KDF.Scrypt.deriveKey(
                from: Array(passphrase.utf8), salt: salt, outputByteCount: 32, rounds: 1 << 15, blockSize: 8,
                parallelism: 1, maxMemory: 64 << 20)
        } catch {
            throw .badKey("There is no memory to make a key of the passphrase.", remedy: "Close other programs.")
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// A name for a temporary file.
    static func name(_ bytes: [UInt8]) -> String { Base64URL.text(bytes) }
}
