using SessionPersistence.Cli;
using SessionPersistence.Tests.Support;
using Spectre.Console;

namespace SessionPersistence.Tests.Cli;

/// <summary>What reports look like, in each format.</summary>
public sealed class ReportOutputTests
{
    private static readonly Target _target = new("/data/my sessions", "/data/state.db", IsDeep: false);

    [Fact]
    public void Audit_text() => Approve("Audit.text", screen => new AuditText(screen, _target).Write(SomeReport.Full));

    [Fact]
    public void Audit_text_on_a_terminal() =>
        Approve("Audit.terminal", screen => new AuditText(screen, _target).Write(SomeReport.Full), width: 72,
            AnsiSupport.Yes);

    [Fact]
    public void Audit_text_of_a_clean_directory() =>
        Approve("Audit.clean", screen => new AuditText(screen, _target).Write(SomeReport.Clean));

    [Fact]
    public void Audit_json() => Approve("Audit.json", screen => ReportJson.WriteAudit(SomeReport.Full, screen.Output));

    [Fact]
    public void Audit_hermes_json() =>
        Approve("Audit.hermes-json", screen => HermesJson.WriteAudit(SomeReport.Full, screen.Output));

    [Fact]
    public void Repair_text() =>
        Approve("Repair.text", screen => new RepairText(screen, _target).Write(SomeReport.Repaired));

    [Fact]
    public void Repair_json() =>
        Approve("Repair.json", screen => ReportJson.WriteRepair(SomeReport.Repaired, screen.Output));

    [Fact]
    public void Repair_hermes_json() =>
        Approve("Repair.hermes-json", screen => HermesJson.WriteRepair(SomeReport.Repaired, screen.Output));

    private static void Approve(
        string name, Action<Screen> print, int? width = null, AnsiSupport colours = AnsiSupport.No)
    {
        using var output = new StringWriter { NewLine = "\n" };
        print(new(output, TextWriter.Null) { Width = width, Colours = colours });
        Approval.Verify($"ReportOutputTests.{name}", output.ToString());
    }
}
