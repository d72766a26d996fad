using System.CommandLine;
using System.CommandLine.Parsing;

namespace SessionPersistence.Cli;

/// <summary>The options and arguments that commands have in common.</summary>
internal static class CommonOptions
{
    public static Option<string> SessionDirectory() => new("--session-dir")
    {
        Description = "The directory that the sessions are in.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<OutputFormat> Format() => Format(("text", OutputFormat.Text), ("json", OutputFormat.Json));

    public static Argument<SessionId> Id() => new("ID")
    {
        Description = "The session, as list names it.",
        CustomParser = ParseId,
    };

    private static Option<OutputFormat> Format(params (string Name, OutputFormat Format)[] formats)
    {
        var names = formats.Select(format => format.Name).ToArray();
        var option = new Option<OutputFormat>("--format")
        {
            Description = "text, the default, is for people; json is for programs.",
            HelpName = string.Join('|', names),
            CustomParser = Parse,
        };
        option.CompletionSources.Add(names);
        return option;

        OutputFormat Parse(ArgumentResult result)
        {
            var word = result.Tokens[0].Value;
            if (!names.Contains(word)) result.AddError($"'{word}' is no format: use {string.Join(" or ", names)}.");
            return formats.FirstOrDefault(format => format.Name == word).Format;
        }
    }

    private static SessionId ParseId(ArgumentResult result)
    {
        try
        {
            return SessionId.Parse(result.Tokens[0].Value);
        }
        catch (FormatException e)
        {
            result.AddError($"That is no session id. {e.Message}");
            return default;
        }
    }
}
