namespace SessionPersistence.Testing;

/// <summary>The end of one step of a run.</summary>
internal sealed record OutsideStep(OutsidePicture Picture, (int Sent, int Acknowledged) Notes)
{
    /// <summary>Whether nothing was noted and no file changed since.</summary>
    public bool IsSameAs(OutsideStep earlier) => Notes == earlier.Notes && Picture.IsSameAs(earlier.Picture);
}
