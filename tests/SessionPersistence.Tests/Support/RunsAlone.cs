namespace SessionPersistence.Tests.Support;

/// <summary>Tests that count what the whole process does: none runs beside them.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
