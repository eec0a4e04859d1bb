package io.backflow.jobs.server;

import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import java.io.Serial;

/**
 * A model that was read from a file where the job was submitted, and travels with the job.
 *
 * @param version that the job counts on from
 * @param values the flat parameter vector
 */
public record FileModel(long version, float[] values) implements Beginning.ModelSource {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Of a file. A trained model must not be taken for a fresh one, which has version 0. */
    public static FileModel of(ModelFile file) {
        return new FileModel(Math.max(1, file.version()), file.parameters());
    }

    @Override
    public ModelVersion read() {
        return new ModelVersion(
                "", new VersionId(0, 0, version), new long[] {version}, values, TrainingTotals.ZERO, false);
    }
}
