namespace SessionPersistence.Tests.Packages;

/// <summary>Tests of the packages, which are packed once.</summary>
[CollectionDefinition(nameof(RunsWithPackages))]
public sealed class RunsWithPackages : ICollectionFixture<PackedPackages>;
