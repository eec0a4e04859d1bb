package io.backflow.jobs.kafka;

import io.backflow.schema.ParameterManifest;

/** Whether a manifest can be true. */
final class Manifests {

    private Manifests() {}

    /** Sizes agree with each other and with the limit, so that what they ask for may be allocated. */
    static boolean consistent(ParameterManifest manifest, int maxValues) {
        return manifest.getSize() > 0
                && manifest.getSize() <= maxValues
                && manifest.getChunkSize() > 0
                && manifest.getChunkHashes().size() == Chunks.count(manifest.getSize(), manifest.getChunkSize());
    }
}
