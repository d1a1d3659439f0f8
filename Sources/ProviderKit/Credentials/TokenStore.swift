import Crypto
import FoundationEssentials
import Glibc

/// The sign-ins of this person on this machine, encrypted, a file an account.
///
///     $XDG_STATE_HOME/calsync/tokens/google.json      0600, in a folder of mode 0700
///
/// Each is sealed with ChaCha20-Poly1305 (RFC 8439) under a key of ``TokenKeys``; what is readable (the account, the kind of
/// sign-in, its end) is authenticated with it. Files are replaced whole. Nothing here shows a secret.
package struct TokenStore: Sendable {
    /// What is known of a stored sign-in without its key.
    package struct Note: Hashable, Sendable {
        /// The kind of sign-in.
        package var kind: Credential.Kind
        /// When a new sign-in will be needed, in seconds since 1970, where that is known.
        package var ends: Int?

        /// Keeps the parts as they are given.
        package init(kind: Credential.Kind, ends: Int?) {
            self.kind = kind
            self.ends = ends
        }
    }

    private let folder: String
    private let keys: TokenKeys

    /// - Parameter stateFolder: Where this machine keeps calsync's state; the sign-ins are in `tokens` below it.
    package init(stateFolder: String, keys: TokenKeys) {
        folder = Self.folder(in: stateFolder)
        self.keys = keys
    }

    /// Where sign-ins are kept in this machine's state folder.
    package static func folder(in stateFolder: String) -> String { stateFolder + "/tokens" }

    /// Returns an account's sign-in; `nil` where there is none.
    package func credential(of account: String) async throws(TokenStoreError) -> Credential? {
        try await Offload.run { () throws(TokenStoreError) in try open(account) }
    }

    /// Stores an account's sign-in in place of what was there.
    package func save(_ credential: Credential, of account: String) async throws(TokenStoreError) {
        try await Offload.run { () throws(TokenStoreError) in try seal(credential, of: account) }
    }

    /// Removes an account's sign-in; returns whether there was one.
    @discardableResult
    package func remove(_ account: String) throws(TokenStoreError) -> Bool {
        do { return try PrivateFile.remove(path(account)) } catch { throw TokenStoreError(error) }
    }

    /// What is known of an account's sign-in without its key; `nil` where there is none.
    package func note(of account: String) throws(TokenStoreError) -> Note? {
        try read(account).map { Note(kind: $0.header.kind, ends: $0.header.ends) }
    }

    /// Does `body` while no other process changes the account's sign-in.
    ///
    /// It may be long: another process may be waiting for its service.
    package func alone<Success: Sendable>(
        with account: String, _ body: @Sendable () async throws -> Success
    ) async throws -> Success {
        let path = folder + "/" + account + ".lock"
        let lock = try await Offload.run { () throws(TokenStoreError) in
            do throws(PrivateFile.Failure) {
                try PrivateFile.makeFolder(folder)
                return try PrivateFile.lock(path)
            } catch { throw TokenStoreError(error) }
        }
        defer { close(lock) }
        return try await body()
    }

    private func path(_ account: String) -> String { folder + "/" + account + ".json" }
}

// MARK: A file

extension TokenStore {
    /// What is in a file.
    private struct Sealed: Codable {
        var header: Header
        /// Nonce, ciphertext and tag, in base64.
        var sealed: Data
    }

    /// What is readable, and authenticated with what isn't.
    private struct Header: Codable {
        var calsync = 1
        var account: String
        var kind: Credential.Kind
        var ends: Int?
        var key: TokenKeys.Source
        var salt: Data?
        /// Names the key, so that a wrong one is told from damage.
        var check: Data

        var bytes: [UInt8] { (try? TokenStore.encoder.encode(self)).map { Array($0) } ?? [] }
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    private static func check(of key: SymmetricKey) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Array("calsync token key".utf8), using: key).prefix(6))
    }

    private func seal(_ credential: Credential, of account: String) throws(TokenStoreError) {
        let found = try keys.sealing()
        let header = Header(
            account: account, kind: credential.kind, ends: credential.ends, key: found.source,
            salt: found.salt.map { Data($0) }, check: Self.check(of: found.key))
        let path = path(account)
        guard let nonce = try? ChaChaPoly.Nonce(data: keys.random(12)),
            let plain = try? Self.encoder.encode(credential),
            let box = try? ChaChaPoly.seal(plain, using: found.key, nonce: nonce, authenticating: header.bytes),
            let text = try? Self.encoder.encode(Sealed(header: header, sealed: box.combined))
        else { throw .damaged(path: path) }
        do {
            try PrivateFile.makeFolder(folder)
            chmod(folder, 0o700)
            try PrivateFile.write(
                Array(text) + [UInt8(ascii: "\n")], to: path, suffix: TokenKeys.name(keys.random(6)))
        } catch {
            throw TokenStoreError(error)
        }
    }

    private func open(_ account: String) throws(TokenStoreError) -> Credential? {
        guard let file = try read(account) else { return nil }
        let path = path(account)
        let (header, source) = (file.header, file.header.key)
        guard let key = try keys.opening(source, salt: header.salt.map { Array($0) }) else {
            throw .noKey(path: path, source: source, place: keys.place(of: source))
        }
        guard Self.check(of: key) == header.check else { throw .wrongKey(path: path, source: source) }
        guard let box = try? ChaChaPoly.SealedBox(combined: file.sealed),
            let plain = try? ChaChaPoly.open(box, using: key, authenticating: header.bytes),
            let credential = try? JSONDecoder().decode(Credential.self, from: plain)
        else { throw .damaged(path: path) }
        return credential
    }

    private func read(_ account: String) throws(TokenStoreError) -> Sealed? {
        let path = path(account)
        let bytes: [UInt8]?
        do { bytes = try PrivateFile.read(path) } catch { throw TokenStoreError(error) }
        guard let bytes else { return nil }
        let decoder = JSONDecoder()
        struct Version: Decodable {
            struct Header: Decodable { var calsync: Int }
            var header: Header
        }
        guard let version = try? decoder.decode(Version.self, from: Data(bytes)) else { throw .damaged(path: path) }
        guard version.header.calsync == 1 else { throw .newer(path: path) }
        guard let file = try? decoder.decode(Sealed.self, from: Data(bytes)), file.header.account == account else {
            throw .damaged(path: path)
        }
        return file
    }
}
