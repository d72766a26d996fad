using System.Text.RegularExpressions;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Names the flushes of a trace that have something to flush, the same in every run.</summary>
internal sealed partial class ProtocolStep
{
    private readonly Dictionary<string, string> _changed = [];

    /// <summary>Lists the steps of a trace that begins somewhere.</summary>
    public static IEnumerable<string> In(IReadOnlyList<CrashOperation> trace, int begin)
    {
        var step = new ProtocolStep();
        foreach (var operation in trace)
        {
            if (operation.Index >= begin && step.Of(operation) is { } name) yield return name;

            step.Follow(operation);
        }
    }

    /// <summary>Leaves a step out from now on.</summary>
    public static void Remove(CrashFileSystem disk, string name)
    {
        var step = new ProtocolStep();
        foreach (var operation in disk.Trace) step.Follow(operation);
        disk.OperationCompleted += step.Follow;
        disk.IgnoreFlush(operation => step.Of(operation) == name);
    }

    /// <summary>Leaves out the flush of what is carried: a shard is read, and nothing else is written to the journal
    /// before it goes.</summary>
    public static void RemoveWhileCarrying(CrashFileSystem disk)
    {
        var isCarrying = false;
        disk.BeforeOperation += operation =>
        {
            if (operation.Kind == CrashOperationKind.Read && operation.Matches("*.jsonl")) isCarrying = true;
            if (operation.Kind == CrashOperationKind.Delete && operation.Matches("*.jsonl")) isCarrying = false;
        };
        disk.IgnoreFlush(
            operation => isCarrying && operation.Kind == CrashOperationKind.Flush && operation.Matches("*.jsonl"));
    }

    private string? Of(CrashOperation operation) => operation.Kind switch
    {
        CrashOperationKind.Flush when operation.Size > 0 => $"file {Plain(operation.Path)}",
        CrashOperationKind.FlushDirectory when _changed.TryGetValue(operation.Path, out var change) =>
            $"directory {Plain(operation.Path)} after {change}",
        _ => null,
    };

    private void Follow(CrashOperation operation)
    {
        if (operation.Kind == CrashOperationKind.FlushDirectory)
        {
            _changed.Remove(operation.Path);
        }
        else if (operation.Kind is CrashOperationKind.CreateFile or CrashOperationKind.CreateDirectory
            or CrashOperationKind.Replace
            or CrashOperationKind.Publish or CrashOperationKind.Link or CrashOperationKind.Delete
            or CrashOperationKind.Lock)
        {
            var path = operation.Destination ?? operation.Path;
            var end = path.LastIndexOf('/');
            _changed[end == 0 ? "/" : path[..end]] = $"{operation.Kind} {Plain(path)}";
        }
    }

    private static string Plain(string path)
    {
        var plain = Session().Replace(CrashScenario.PlainPath(path), "<id>.json");
        plain = Number().Replace(plain, "<n>");
        return plain.StartsWith($"{CrashHost.Root}/", StringComparison.Ordinal)
            ? plain[(CrashHost.Root.Length + 1)..]
            : plain;
    }

    [GeneratedRegex(@"\b[abc](\.\d+|\.\*)?\.json")]
    private static partial Regex Session();

    [GeneratedRegex(@"\b\d{8}-\*|(?<=bak\.)\d+")]
    private static partial Regex Number();
}
