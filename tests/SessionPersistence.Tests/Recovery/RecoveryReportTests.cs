namespace SessionPersistence.Tests.Recovery;

public sealed class RecoveryReportTests
{
    [Fact]
    public void ToString_HasALineForEachFinding()
    {
        var report = new RecoveryReport(
            [
                new(FindingKinds.ShrunkenLive, FindingCategory.Ok, "It was shorter.") { SessionId =
                    SessionId.Parse("s1"), Path = "s1.json.bak", Outcome = new(RepairStatus.Repaired, "It is not.") },
                new(FindingKinds.UnsafeId, FindingCategory.UnsafeToRepair, "That is no id.") { RawId = "a\nb" },
                new(FindingKinds.ForeignFile, FindingCategory.Ok, "It is left.") { Path = "notes.txt" },
                new(FindingKinds.StateDbMissing, FindingCategory.Ok, "There is none."),
            ],
            TimeSpan.Zero);

        Assert.Equal(
            """
            NeedsManualReview, 4 findings
            shrunken_live s1: It was shorter. Repaired: It is not.
            unsafe_id "a\nb": That is no id.
            foreign_file "notes.txt": It is left.
            state_db_missing: There is none.
            """.ReplaceLineEndings("\n"),
            report.ToString());
    }

    [Fact]
    public void ToString_OfNothingWrong_IsOneLine() =>
        Assert.Equal("Ok, 0 findings", new RecoveryReport([], TimeSpan.Zero).ToString());
}
