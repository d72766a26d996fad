namespace SessionPersistence.Cli;

/// <summary>What the help of each command teaches: examples, what exit codes mean, what is never done.</summary>
internal static class Lessons
{
    private const string List =
        """
        Examples:
          session-persistence list --session-dir sessions
          session-persistence list --session-dir sessions --format json

        Exit codes:
          0  listed
          3  could not run, or was called wrongly: one sentence on standard error says why

        Never done: nothing is written, and nobody who has the directory open is disturbed.

        """;

    public static string Of(string command) => command switch
    {
        "list" => List,
        _ => "",
    };
}
