package io.backflow.lab.forecast;

import io.backflow.jobs.sequence.Step;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of every bit of a replay: IDs, numbers, event times, features and ends, in their order. */
public final class StepDigest {

    private final MessageDigest sha;
    private final DataOutputStream out;

    private StepDigest() throws NoSuchAlgorithmException {
        sha = MessageDigest.getInstance("SHA-256");
        out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha));
    }

    public static String of(TrackReplay replay) {
        try {
            StepDigest digest = new StepDigest();
            replay.forEach(digest::add);
            return HexFormat.of().formatHex(digest.sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(Step step) {
        try {
            out.writeUTF(step.sequenceId());
            out.writeLong(step.step());
            out.writeLong(step.eventTime());
            for (float feature : step.features()) {
                out.writeFloat(feature);
            }
            out.writeBoolean(step.endOfSequence());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
