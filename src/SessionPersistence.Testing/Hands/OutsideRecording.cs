namespace SessionPersistence.Testing;

/// <summary>What a scenario does when nobody touches its directory.</summary>
internal sealed class OutsideRecording(
    OutsideHandsOptions options, CrashFileSystem disk, OutsideNotes notes, IReadOnlyList<OutsideStep> steps)
{
    public CrashFileSystem Disk => disk;

    public IReadOnlyList<OutsideStep> Steps => steps;

    /// <summary>Lists what can be done after which step.</summary>
    public List<OutsidePair> Pairs(IReadOnlyList<OutsideAction> actions, IReadOnlyList<OutsideMoment> moments)
    {
        var pairs = new List<OutsidePair>();
        for (var number = 1; number <= steps.Count; number++)
        {
            var picture = steps[number - 1].Picture;
            var scene = SceneAfter(number, notes);
            foreach (var action in actions)
            {
                foreach (var target in action.Targets(scene).ToList())
                {
                    pairs.AddRange(moments.Where(moment => IsNew(number, moment)).Select(
                        moment => new OutsidePair(number, picture.Step, moment, action.Name, target)));
                }
            }
        }

        return pairs;
    }

    /// <summary>Gives the directory after a step, as the next process finds it.</summary>
    public OutsideScene SceneAfter(int number, OutsideNotes notesThen) => new(
        new OutsideRun(steps[number - 1].Picture.Mount(), options.Directory, notesThen, stepped: null),
        options,
        Before(number));

    public OutsideNotes NotesAfter(int number) => notes.UpTo(steps[number - 1].Notes);

    // Nothing goes on after the last step; and what changed nothing leaves the same behind when it is killed.
    private bool IsNew(int number, OutsideMoment moment) => moment == OutsideMoment.WhileRunning
        ? number < steps.Count
        : number == 1 || !steps[number - 1].IsSameAs(steps[number - 2]);

    private List<OutsidePicture> Before(int number) => [.. steps.Take(number - 1).Select(step => step.Picture)];
}
