using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary>The options that every command has.</summary>
internal static class CommonOptions
{
    public static Option<string> SessionDirectory() => new("--session-dir")
    {
        Description = "The directory that the sessions are in.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<OutputFormat> Format()
    {
        var option = new Option<OutputFormat>("--format")
        {
            Description = "text, the default, is for people; json is for programs.",
            HelpName = "text|json",
            CustomParser = result => Parse(result.Tokens[0].Value, result.AddError),
        };
        option.CompletionSources.Add("text", "json");
        return option;
    }

    private static OutputFormat Parse(string value, Action<string> fail)
    {
        if (value == "json") return OutputFormat.Json;
        if (value != "text") fail($"'{PrintableText.Line(value)}' is no format: use text or json.");
        return OutputFormat.Text;
    }
}
