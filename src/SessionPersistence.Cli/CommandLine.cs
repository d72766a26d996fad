using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SessionPersistence.Cli;

/// <summary>The commands, and what becomes of one that fails.</summary>
internal static class CommandLine
{
    public const string Name = "session-persistence";

    // A word that begins with @ names no file of further words: a directory may be called so.
    private static readonly ParserConfiguration _words = new() { ResponseFileTokenReplacer = null };

    public static int Run(string[] args, Screen screen)
    {
        try
        {
            var code = Invoke(Root(screen).Parse(args, _words), screen);
            screen.Output.Flush();
            return code;
        }
        catch (OperationCanceledException)
        {
            return screen.Fail("Stopped. What was done is whole; run the command again for the rest.");
        }
        catch (Exception e)
        {
            // The last line of defence of a program: whatever it is, a person gets a sentence and a script gets the
            // code.
            return screen.Fail(e.Message);
        }
    }

    /// <summary>Returns what is typed for a command, up to its name.</summary>
    public static string NameOf(Command command) =>
        command is RootCommand ? Name : $"{command.Parents.OfType<Command>().Select(NameOf).Single()} {command.Name}";

    private static RootCommand Root(Screen screen)
    {
        var root = new RootCommand("Looks after the session directories of SessionPersistence and of hermes-webui.")
        {
            AuditCommand.Create(screen),
            RepairCommand.Create(screen),
            ListCommand.Create(screen),
            ShowCommand.Create(screen),
            BackupsCommand.Create(screen),
            UndeleteCommand.Create(screen),
        };
        root.HelpName = Name;
        root.Options.OfType<HelpOption>().Single().Action = new TeachingHelp(screen.Width);
        return root;
    }

    private static int Invoke(ParseResult parsed, Screen screen)
    {
        if (parsed.Action is ParseErrorAction) return Misuse(parsed, screen);

        return parsed.Invoke(
            new() { Output = screen.Output, Error = screen.Error, EnableDefaultExceptionHandler = false });
    }

    private static int Misuse(ParseResult parsed, Screen screen)
    {
        foreach (var error in parsed.Errors) screen.Fail(error.Message);
        screen.Note($"See {NameOf(parsed.CommandResult.Command)} --help.");
        return ExitCodes.CouldNotRun;
    }
}
