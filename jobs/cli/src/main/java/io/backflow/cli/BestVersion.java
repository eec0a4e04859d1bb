package io.backflow.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The best version of a run, as it is kept in the run's folder.
 *
 * @param run that trained it
 * @param monitor what versions were compared by: {@code val_loss} or {@code loss}
 * @param topic of the steps that they were compared on; null: by the prequential loss
 * @param version its number
 * @param steps that it was trained on
 * @param loss its loss
 */
record BestVersion(String run, String monitor, @Nullable String topic, long version, long steps, double loss) {

    private static final String MODEL = "best.safetensors";
    private static final String NOTE = "best.json";

    /** Where the model of the best version lies in {@code folder}. */
    static Path model(Path folder) {
        return folder.resolve(MODEL);
    }

    /** What was kept in {@code folder}; empty where nothing was, or nothing that can be read. */
    static Optional<BestVersion> read(Path folder) {
        try {
            Path note = folder.resolve(NOTE);
            return Files.isRegularFile(note) && Files.isRegularFile(model(folder))
                    ? Optional.of(new ObjectMapper().readValue(note.toFile(), BestVersion.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether losses of both can be compared. */
    boolean comparable(BestVersion other) {
        return run.equals(other.run)
                && monitor.equals(other.monitor)
                && String.valueOf(topic).equals(String.valueOf(other.topic));
    }

    /** Keeps {@code model}, which this is of: first the model, then the note that names it. */
    void write(Path folder, JobConfig config, ModelVersion model) {
        new ModelFile(ForecastSpec.of(config), new ModelOrigin(run, version, steps), model.values())
                .write(model(folder));
        try {
            Path whole = folder.resolve(NOTE + ".tmp");
            new ObjectMapper().writeValue(whole.toFile(), this);
            Files.move(whole, folder.resolve(NOTE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the best version could not be noted in " + folder, e);
        }
    }
}
