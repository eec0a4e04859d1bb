package io.backflow.jobs.window;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepContext;
import io.backflow.jobs.sequence.StepTime;
import io.backflow.model.InputSpec;
import io.backflow.model.TimeFeature;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/**
 * What a network sees of times: of a step's own, then of that of the step that it foretells, so many steps of the
 * sequence's interval later, zeros where that interval is not known. The inputs are those that {@link TimeFeature}
 * names, in its order. Immutable.
 */
public final class TimeInputs {

    /** Of a network that sees nothing of times. */
    static final TimeInputs NONE = new TimeInputs(new InputSpec.Features(1));

    private static final long DAY = 86_400_000;
    private static final int WEEKDAYS = 7;

    /** Days from a Monday to 1 January 1970. */
    private static final int FROM_MONDAY = 3;

    private final TimeFeature[] features;
    private final int width;
    private final int ahead;
    private final ZoneClock clock;

    private TimeInputs(InputSpec.Features input) {
        List<TimeFeature> named = input.timeFeatures();
        features = named.toArray(new TimeFeature[0]);
        width = input.timeWidth();
        ahead = input.timeAhead();
        clock = new ZoneClock(ZoneId.of(named.isEmpty() ? "UTC" : input.timeZone()));
    }

    static TimeInputs of(InputSpec spec) {
        return spec instanceof InputSpec.Features input && !input.timeFeatures().isEmpty()
                ? new TimeInputs(input)
                : NONE;
    }

    /** Writes those of {@code step} to {@code into} from index {@code at} on. */
    void write(Step step, float[] into, int at) {
        if (width > 0) {
            StepContext context = step.context();
            StepTime time = context == null ? null : context.time();
            if (time == null) {
                write(step.eventTime(), 0f, 0, into, at);
            } else {
                write(time.at(), time.elapsed(), time.interval(), into, at);
            }
        }
    }

    /** Writes those of the step {@code steps} after {@code newest}, which comes in its time. */
    void writeLater(Step newest, int steps, float[] into, int at) {
        StepContext context = newest.context();
        StepTime time = context == null ? null : context.time();
        if (time == null || time.interval() == 0) {
            Arrays.fill(into, at, at + width, 0f);
        } else {
            write(time.at() + steps * time.interval(), 0f, time.interval(), into, at);
        }
    }

    private void write(long time, float elapsed, long interval, float[] into, int at) {
        long local = clock.local(time);
        int next = at;
        for (TimeFeature feature : features) {
            if (feature == TimeFeature.ELAPSED) {
                into[next++] = elapsed;
            } else {
                next = write(feature, local, into, next);
            }
        }
        if (interval == 0) {
            Arrays.fill(into, next, at + width, 0f);
            return;
        }
        long later = clock.local(time + ahead * interval);
        for (int i = 0; ahead > 0 && i < features.length; i++) {
            if (features[i].foreknown()) {
                next = write(features[i], later, into, next);
            }
        }
    }

    /** Writes {@code feature} at {@code local} time; the index after it. */
    private static int write(TimeFeature feature, long local, float[] into, int at) {
        long day = Math.floorDiv(local, DAY);
        double inDay = (local - day * DAY) / (double) DAY;
        return switch (feature) {
            case ELAPSED -> throw new IllegalArgumentException("the time since a step is not one of a clock");
            case HOUR_OF_DAY -> circles(inDay, into, at);
            case DAY_OF_WEEK -> week((int) Math.floorMod(day + FROM_MONDAY, (long) WEEKDAYS), inDay, into, at);
            case DAY_OF_YEAR -> circles(Calendar.inYear(day, inDay), into, at);
        };
    }

    private static int week(int weekday, double inDay, float[] into, int at) {
        double angle = 2 * Math.PI * (weekday + inDay) / WEEKDAYS;
        into[at] = (float) Math.sin(angle);
        into[at + 1] = (float) Math.cos(angle);
        Arrays.fill(into, at + 2, at + 2 + WEEKDAYS, 0f);
        into[at + 2 + weekday] = 1f;
        return at + 2 + WEEKDAYS;
    }

    private static int circles(double share, float[] into, int at) {
        double angle = 2 * Math.PI * share;
        double sin = Math.sin(angle);
        double cos = Math.cos(angle);
        into[at] = (float) sin;
        into[at + 1] = (float) cos;
        into[at + 2] = (float) (2 * sin * cos);
        into[at + 3] = (float) (1 - 2 * sin * sin);
        return at + 4;
    }

    /** Days as dates, in whole numbers: "chrono-Compatible Low-Level Date Algorithms" (Hinnant). */
    private static final class Calendar {

        private static final int FROM_YEAR_0 = 719_468;
        private static final int ERA = 146_097;

        /** Days from 1 March to 1 January, and from 1 January to 1 March without 29 February. */
        private static final int TO_JANUARY = 306;

        private static final int TO_MARCH = 59;

        /** The share of its year that has passed {@code inDay} into the {@code day}-th day since 1970. */
        static double inYear(long day, double inDay) {
            long days = day + FROM_YEAR_0;
            long era = Math.floorDiv(days, ERA);
            long ofEra = days - era * ERA;
            long yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
            long fromMarch = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            boolean next = fromMarch >= TO_JANUARY;
            long year = yearOfEra + 400 * era + (next ? 1 : 0);
            boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            long ofYear = next ? fromMarch - TO_JANUARY : fromMarch + TO_MARCH + (leap ? 1 : 0);
            return (ofYear + inDay) / (leap ? 366 : 365);
        }
    }
}
