using System.CommandLine;
using System.CommandLine.Parsing;

namespace SessionPersistence.Cli;

/// <summary>The options and arguments that commands have in common.</summary>
internal static class CommonOptions
{
    public static Option<string> SessionDirectory() => NotEmpty(new("--session-dir")
    {
        Description = "The directory that the sessions are in.",
        HelpName = "DIR",
        Required = true,
    });

    public static Option<string> StateDb() => NotEmpty(new("--state-db")
    {
        Description = "The database in which hermes-webui keeps the sessions too. It is only ever read.",
        HelpName = "FILE",
    });

    public static Option<bool> Deep() => new("--deep")
    {
        Description = "Reads the further backups of sessions (ID.json.bak.N) whole too, as every session file and its "
            + "backup is in any case.",
    };

    public static Option<OutputFormat> Format() => Format(
        "text, the default, is for people; json is for programs.",
        ("text", OutputFormat.Text), ("json", OutputFormat.Json));

    public static Option<OutputFormat> ReportFormat() => Format(
        "text, the default, is for people; json is for programs; hermes-json is one line in the shape of "
        + "hermes-webui's reports.",
        ("text", OutputFormat.Text), ("json", OutputFormat.Json), ("hermes-json", OutputFormat.HermesJson));

    public static Argument<SessionId> Id() => new("ID")
    {
        Description = "The session, as list names it.",
        CustomParser = result => ParseId(result.Tokens[0].Value, result),
    };

    public static Option<SessionId?> NewId() => new("--as")
    {
        Description = "The id that the session gets; its own by default, if no session has that again.",
        HelpName = "NEWID",
        CustomParser = result => ParseId(result.Tokens[0].Value, result),
    };

    public static Option<SessionId[]> Sessions() => new("--session")
    {
        Description = "Only this session; may be given more than once.",
        HelpName = "ID",
        CustomParser = result => [.. result.Tokens.Select(token => ParseId(token.Value, result))],
    };

    private static Option<OutputFormat> Format(string description, params (string Name, OutputFormat Format)[] formats)
    {
        var names = formats.Select(format => format.Name).ToArray();
        var option = new Option<OutputFormat>("--format")
        {
            Description = description,
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

    private static Option<string> NotEmpty(Option<string> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) result.AddError(
                $"{option.Name} needs the name of a {(option.HelpName == "DIR" ? "directory" : "file")}.");
        });
        return option;
    }

    private static SessionId ParseId(string word, ArgumentResult result)
    {
        try
        {
            return SessionId.Parse(word);
        }
        catch (FormatException e)
        {
            result.AddError($"That is no session id. {e.Message}");
            return default;
        }
    }
}
