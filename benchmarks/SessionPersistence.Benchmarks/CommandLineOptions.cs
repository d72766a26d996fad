using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks;

/// <summary>What can be said on the command line.</summary>
internal sealed class CommandLineOptions
{
    private const int DefaultSize = 600;

    private readonly Option<int?> _size = Number(
        "--size", $"The bytes of a line, or of the text of a message; {DefaultSize} if it is not given.");
    private readonly Option<int?> _threads = Number(
        "--threads", "How many write at once, where several do; 1, 4, 8 and 64 if it is not given.");
    private readonly Option<int?> _rounds = Number(
        "--rounds", "How often each contestant works; every workload has its own number.");
    private readonly Option<bool> _json = new("--json") { Description = "Prints one JSON object.", Recursive = true };
    private readonly Option<string> _directory = new("--directory")
    {
        Description =
            "Where a folder for the files is made, and removed at the end; the current directory if it is not given.",
        DefaultValueFactory = _ => ".",
        Recursive = true,
    };

    // Tries the program in a moment; what it measures then means nothing.
    private readonly Option<double> _scale = new("--scale") { DefaultValueFactory = _ => 1, Recursive = true,
        Hidden = true };

    public void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { _size, _threads, _rounds, _json, _directory, _scale }) root.Add(option);
    }

    public BenchmarkSettings SettingsOf(ParseResult parsed) =>
        new(parsed.GetValue(_size) ?? DefaultSize, parsed.GetValue(_threads), parsed.GetValue(_rounds),
            parsed.GetValue(_scale));

    public string DirectoryOf(ParseResult parsed) => parsed.GetValue(_directory)!;

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    private static Option<int?> Number(string name, string description) =>
        new(name) { Description = description, Recursive = true,
            CustomParser = argument => ParseNumber(argument, name) };

    private static int? ParseNumber(ArgumentResult argument, string name)
    {
        var text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1)
            return number;

        argument.AddError($"'{text}' is not a number for {name}: it must be at least 1.");
        return null;
    }
}
