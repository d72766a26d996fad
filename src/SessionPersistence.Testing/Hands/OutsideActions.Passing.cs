namespace SessionPersistence.Testing;

public static partial class OutsideActions
{
    private static FaultError[] ReadErrors =>
    [
        FaultError.InputOutput, FaultError.AccessDenied, FaultError.TooManyOpenFiles, FaultError.SharingViolation,
    ];

    private static IEnumerable<OutsideAction> PassingErrors()
    {
        yield return OutsideAction.OnFiles("take away for a moment", Any, (scene, file) =>
        {
            scene.TakeAway(file.Name);
            scene.Later(() => scene.BringBack(file.Name));
        }) with { Passes = true };

        foreach (var error in ReadErrors)
        {
            yield return Failing($"fail to open once: {error}", error, 1, CrashOperationKind.OpenFile);
            yield return Failing($"fail to read once: {error}", error, 1, CrashOperationKind.Read);
            yield return Failing($"fail to open and read for a while: {error}", error, int.MaxValue,
                CrashOperationKind.OpenFile, CrashOperationKind.Read);
        }
    }

    private static OutsideAction Failing(string name, FaultError error, int times, params CrashOperationKind[] kinds) =>
        OutsideAction.OnFiles(name, Any, (scene, file) =>
        {
            foreach (var kind in kinds)
                scene.Fail(file.Name, new FaultPlan(kind) { Error = error, Times = times });
        }) with { Passes = true };
}
