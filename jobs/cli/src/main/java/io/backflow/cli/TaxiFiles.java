package io.backflow.cli;

import io.backflow.lab.experiment.taxi.TaxiSeries;
import java.io.IOException;
import java.nio.file.Path;

/** The files of the option {@code --data} of experiments with taxi trips. */
final class TaxiFiles {

    private TaxiFiles() {}

    /** Reads {@code folder}/{@code file}. */
    static TaxiSeries read(Path folder, String file) {
        try {
            return TaxiSeries.load(folder, file);
        } catch (IOException e) {
            throw new CommandException("--data is " + folder + ", whose " + file + " cannot be read: " + e);
        }
    }
}
