// swift-tools-version: 6.2
import PackageDescription

// A target may use only what stands above it (ARCHITECTURE.md, "The layers").
let package = Package(
    name: "calsync",
    products: [
        .executable(name: "calsync", targets: ["calsync"]),
        .executable(name: "calsync-sandbox", targets: ["calsync-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // What Hummingbird's core speaks in.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        // The C side. libcurl is loaded by CShims when first needed, not linked.
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CShims", dependencies: ["CCurl"]),

        // Pure.
        .target(name: "ICalendar", dependencies: ["CShims"]),
        .target(name: "SyncCore", dependencies: ["ICalendar"]),

        // The services.
        .target(
            name: "ProviderKit",
            dependencies: [
                "SyncCore", "ICalendar", "CCurl", "CShims", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .target(
            name: "ProviderGoogle",
            dependencies: [
                "ProviderKit", "SyncCore", "ICalendar", .product(name: "Crypto", package: "swift-crypto"),
            ]),

        .target(name: "ProviderNotion", dependencies: ["ProviderKit", "SyncCore", "ICalendar"]),
        .target(
            name: "ProviderCalDAV",
            dependencies: [
                "ProviderKit", "SyncCore", "ICalendar", .product(name: "Crypto", package: "swift-crypto"),
            ]),

        // The folder, the state, the run.
        .target(
            name: "SyncEngine",
            dependencies: [
                "ProviderGoogle", "ProviderNotion", "ProviderKit", "SyncCore", "ICalendar", "CShims",
                .product(name: "TOMLKit", package: "TOMLKit"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        // What listens: for services that call, and for the browser.
        .target(name: "CPage"),
        .target(
            name: "Dashboard",
            dependencies: [
                "CPage", "SyncEngine", "ProviderKit", "SyncCore", "ICalendar",
                // The core alone: routes, files and tracing of the whole one would be 2 MB that nothing here uses.
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Page"]),
        .executableTarget(
            name: "calsync",
            dependencies: [
                "Dashboard", "SyncEngine", "ProviderCalDAV", "ProviderGoogle", "ProviderNotion", "ProviderKit",
                "SyncCore",
                "ICalendar", "CShims", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // What nobody loads from the program needs no name in it; that, equal functions once, and packed relocations
            // (glibc 2.36, Debian 12) make it 7 MB smaller.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--icf=safe", "-Xlinker", "-z",
                        "-Xlinker", "pack-relative-relocs",
                    ], .when(configuration: .release))
            ]),

        // Stand-in services. They import nothing of calsync.
        .target(
            name: "Sandbox",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .executableTarget(
            name: "calsync-sandbox",
            dependencies: [
                "Sandbox", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .target(name: "TestSupport", dependencies: ["SyncEngine", "ProviderKit", "SyncCore", "ICalendar", "CShims"]),
        .target(
            name: "Proofs",
            dependencies: ["Sandbox", "TestSupport", "SyncEngine", "ProviderKit", "SyncCore", "ICalendar"]),
        .executableTarget(
            name: "calsync-prove",
            dependencies: ["Proofs", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        // What strangers' bytes are thrown at; `make fuzz` links it with libFuzzer.
        .executableTarget(
            name: "calsync-fuzz",
            dependencies: [
                "Dashboard", "SyncEngine", "ProviderCalDAV", "ProviderGoogle", "ProviderNotion", "ProviderKit",
                "SyncCore",
                "ICalendar",
            ]),
        .testTarget(name: "ICalendarTests", dependencies: ["ICalendar"], exclude: ["Corpus"]),
        .testTarget(name: "SyncCoreTests", dependencies: ["SyncCore", "ICalendar"]),
        .testTarget(
            name: "ProviderTests",
            dependencies: [
                "ProviderCalDAV", "ProviderGoogle", "ProviderNotion", "ProviderKit", "SyncCore", "ICalendar", "Sandbox",
                "TestSupport",
            ]),
        .testTarget(
            name: "SandboxTests", dependencies: ["Sandbox", .product(name: "Crypto", package: "swift-crypto")]),
        .testTarget(
            name: "SyncEngineTests",
            dependencies: [
                "SyncEngine", "ProviderCalDAV", "ProviderGoogle", "ProviderNotion", "ProviderKit", "SyncCore",
                "ICalendar", "Sandbox", "TestSupport", "Proofs",
            ],
            exclude: ["Manifests"]),
        .testTarget(name: "FuzzTests", dependencies: ["calsync-fuzz"], exclude: ["Inputs", "calendar.dict"]),
        .testTarget(
            name: "DashboardTests",
            dependencies: [
                "Dashboard", "SyncEngine", "ProviderGoogle", "ProviderKit", "SyncCore", "ICalendar", "Sandbox",
                "TestSupport",
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "calsync", "calsync-sandbox", "Proofs", "SyncEngine", "SyncCore", "ICalendar", "Sandbox", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Golden", "Python"]),
    ],
    swiftLanguageModes: [.v6]
)
