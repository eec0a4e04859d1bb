package io.backflow.jobs.parameters;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks stand in the topic as they are. All are sent with a server's first version, with one that answers a
 * worker, with the last, and with every {@value #WHOLE_EVERY}th, so that a reader that missed one has them all again
 * before long.
 */
final class SentChunks {

    /** Versions from one that is sent whole to the next. */
    static final int WHOLE_EVERY = 64;

    private final Map<String, byte[]> hashes = new HashMap<>();
    private @Nullable VersionId newest;
    private int sinceWhole = WHOLE_EVERY;

    /** Later calls are about the chunks of {@code version}. */
    void begin(ModelVersion version) {
        sinceWhole++;
        boolean sameServer = newest != null && version.id().sameServer(newest);
        boolean whole = !sameServer || version.last() || version.relay().answered().length > 0;
        if (whole || sinceWhole >= WHOLE_EVERY) {
            hashes.clear();
            sinceWhole = 0;
        }
        newest = version.id();
    }

    /** Whether the chunk called {@code name} is to be sent because its hash is another; counts as sent. */
    boolean needs(String name, byte[] hash) {
        byte[] former = hashes.put(name, hash);
        return former == null || !Arrays.equals(former, hash);
    }
}
