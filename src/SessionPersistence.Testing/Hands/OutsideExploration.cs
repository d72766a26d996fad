namespace SessionPersistence.Testing;

/// <summary>Tries pairs of one scenario.</summary>
internal sealed class OutsideExploration(
    OutsideHandsOptions options,
    Func<OutsideRun, Task> scenario,
    Func<CrashFileSystem, OutsidePoint, Task<IReadOnlyList<string>>> check)
{
    public async Task<OutsideRecording> RunUntouchedAsync()
    {
        var disk = NewDisk();
        var notes = new OutsideNotes();
        var steps = new List<OutsideStep>();
        await scenario(new OutsideRun(disk, options.Directory, notes, step =>
        {
            steps.Add(StepOf(disk, notes, step));
            return Task.CompletedTask;
        })).ConfigureAwait(false);
        return notes.Wrong.Count == 0
            ? new OutsideRecording(options, disk, notes, steps)
            : throw new CrashViolationException($"Untouched: {string.Join(Environment.NewLine, notes.Wrong)}");
    }

    /// <summary>Tries one pair.</summary>
    public async Task<OutsideViolation?> TryAsync(OutsideRecording untouched, OutsidePair pair, OutsideAction action)
    {
        try
        {
            var touch = pair.Moment == OutsideMoment.WhileRunning
                ? await RunAsync(pair, action).ConfigureAwait(false)
                : await KillAsync(untouched, pair, action).ConfigureAwait(false);
            return await CheckAsync(pair, action, touch).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new OutsideViolation(pair, [$"The scenario threw {error}"], "");
        }
    }

    private async Task<OutsideTouch> RunAsync(OutsidePair pair, OutsideAction action)
    {
        var disk = NewDisk();
        var notes = new OutsideNotes();
        var steps = new List<OutsideStep>();
        OutsidePicture? after = null;
        OutsideRun? run = null;
        run = new OutsideRun(disk, options.Directory, notes, async step =>
        {
            steps.Add(StepOf(disk, notes, step));
            if (steps.Count == pair.StepNumber)
            {
                var earlier = steps.SkipLast(1).Select(done => done.Picture).ToList();
                after = await TouchAsync(new OutsideScene(run!, options, earlier), notes, pair, action)
                    .ConfigureAwait(false);
            }
        });
        await scenario(run).ConfigureAwait(false);
        run.Pass();
        return new OutsideTouch(run, notes, steps[pair.StepNumber - 1].Picture, after!);
    }

    private static async Task<OutsideTouch> KillAsync(
        OutsideRecording untouched, OutsidePair pair, OutsideAction action)
    {
        var notes = untouched.NotesAfter(pair.StepNumber);
        var scene = untouched.SceneAfter(pair.StepNumber, notes);
        var after = await TouchAsync(scene, notes, pair, action).ConfigureAwait(false);
        return new OutsideTouch(scene.Run, notes, untouched.Steps[pair.StepNumber - 1].Picture, after);
    }

    private static async Task<OutsidePicture> TouchAsync(
        OutsideScene scene, OutsideNotes notes, OutsidePair pair, OutsideAction action)
    {
        notes.Touch();
        await action.ApplyAsync(scene, pair.Target).ConfigureAwait(false);
        return new OutsidePicture(pair.Action, scene.Disk.Snapshot(), scene.Options.Directory);
    }

    private async Task<OutsideViolation?> CheckAsync(OutsidePair pair, OutsideAction action, OutsideTouch touch)
    {
        // Errors that have not passed yet are the next process's too.
        var disk = pair.Moment == OutsideMoment.WhileRunning
            ? touch.Run.FileSystem.ProcessKill()
            : touch.Run.FileSystem;
        IReadOnlyList<string> messages;
        try
        {
            messages = await check(disk, new OutsidePoint(pair, action, touch)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            messages = [$"The check threw {error}"];
        }

        messages = [.. touch.Notes.Wrong, .. messages];
        return messages.Count == 0 ? null : new OutsideViolation(pair, messages, Describe(touch, disk));
    }

    private static string Describe(OutsideTouch touch, CrashFileSystem disk) => string.Join(
        Environment.NewLine,
        "Before:", touch.Before.Mount().Dump(), "After:", touch.After.Mount().Dump(), "At the end:", disk.Dump());

    private CrashFileSystem NewDisk()
    {
        var disk = new CrashFileSystem();
        options.Prepare?.Invoke(disk);
        return disk;
    }

    private OutsideStep StepOf(CrashFileSystem disk, OutsideNotes notes, string step) => new(
        new OutsidePicture(step, disk.Snapshot(), options.Directory), (notes.Sent.Count, notes.Acknowledged.Count));
}
