namespace SessionPersistence.Testing;

/// <summary>A run in which the directory was touched.</summary>
internal sealed record OutsideTouch(OutsideRun Run, OutsideNotes Notes, OutsidePicture Before, OutsidePicture After);
