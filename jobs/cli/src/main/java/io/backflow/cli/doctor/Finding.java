package io.backflow.cli.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What one check found.
 *
 * @param check what was looked at
 * @param verdict how it is
 * @param sentence what is there; where it is not as it should be, the remedy too
 */
public record Finding(String check, Verdict verdict, String sentence) {

    /** How something is. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** Works, but not as well as it could. */
        WARNING,
        /** Has to be mended before a job runs. */
        PROBLEM;

        /** As it is printed and written. */
        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
