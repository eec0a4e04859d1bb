package io.backflow.model;

import java.util.Locale;

/** The checks that specs share; a message names the setting, its value and what it may be. */
public final class Check {

    private Check() {}

    public static void positive(String setting, int value) {
        if (value <= 0) {
            throw refused(setting, value, "a whole number above 0");
        }
    }

    public static void positive(String setting, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw refused(setting, value, "a finite number above 0");
        }
    }

    public static void notNegative(String setting, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw refused(setting, value, "a finite number of 0 or more");
        }
    }

    /** {@code low <= value < high}. */
    public static void within(String setting, double value, double low, double high) {
        if (!(value >= low && value < high)) {
            throw refused(setting, value, String.format(Locale.ROOT, "at least %s and below %s", low, high));
        }
    }

    private static IllegalArgumentException refused(String setting, Object value, String remedy) {
        return new IllegalArgumentException(setting + " is " + value + "; it must be " + remedy);
    }
}
