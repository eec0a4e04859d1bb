package io.backflow.jobs.kafka;

import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;

/** Which version of which server a record belongs to. */
record VersionId(long session, long nonce, long version) {

    static VersionId of(ParameterChunk chunk) {
        return new VersionId(chunk.getSession(), chunk.getNonce(), chunk.getVersion());
    }

    static VersionId of(ParameterManifest manifest) {
        return new VersionId(manifest.getSession(), manifest.getNonce(), manifest.getVersion());
    }
}
