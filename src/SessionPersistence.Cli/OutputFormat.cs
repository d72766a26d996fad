namespace SessionPersistence.Cli;

/// <summary>How a command prints its answer.</summary>
internal enum OutputFormat
{
    /// <summary>For a person.</summary>
    Text,

    /// <summary>For a program.</summary>
    Json,

    /// <summary>For a program that reads the reports of hermes-webui.</summary>
    HermesJson,
}
