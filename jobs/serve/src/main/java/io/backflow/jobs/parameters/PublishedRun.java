package io.backflow.jobs.parameters;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.model.ModelSpec;
import io.backflow.schema.ParameterManifest;

/**
 * What a run has published so far.
 *
 * @param id its newest version
 * @param last whether that was published because the input had ended
 * @param totals what went into it
 * @param model the model's specification as JSON
 */
public record PublishedRun(VersionId id, boolean last, TrainingTotals totals, String model) {

    /** What {@code manifest} says of its run. */
    public static PublishedRun of(ParameterManifest manifest) {
        return new PublishedRun(
                ManifestCodec.id(manifest),
                manifest.getLast(),
                TrainingTotalsCodec.fromAvro(manifest.getTally()),
                manifest.getModel());
    }

    /** Whether anything was merged into it. The last version of a run counts as one more than was merged. */
    public boolean trained() {
        return id.version() > (last ? 1 : 0);
    }

    /** Whether it is a model of this form. */
    public boolean is(ModelSpec form) {
        try {
            return JobConfig.parseModel(model).equals(form);
        } catch (ConfigException e) {
            return false; // written by a build that knows more forms than this one
        }
    }

    /** Whether readers follow this version rather than {@code other}. */
    public boolean isNewerThan(PublishedRun other) {
        return id.session() != other.id.session()
                ? id.session() > other.id.session()
                : !id.sameServer(other.id) || id.version() > other.id.version();
    }

    @Override
    public String toString() {
        return "version " + id.version() + " (session " + id.session() + ", trained on " + totals.steps() + " steps)";
    }
}
