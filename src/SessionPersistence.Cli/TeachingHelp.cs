using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SessionPersistence.Cli;

/// <summary>What <c>--help</c> prints: what the parser knows, and below it what there is to learn.</summary>
internal sealed class TeachingHelp(int? width) : SynchronousCommandLineAction
{
    private const int WidthWithoutTerminal = 100;

    private readonly HelpAction _help = new() { MaxWidth = width ?? WidthWithoutTerminal };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.Write(
            Lessons.Of(CommandLine.NameOf(parseResult.CommandResult.Command)));
        return code;
    }
}
