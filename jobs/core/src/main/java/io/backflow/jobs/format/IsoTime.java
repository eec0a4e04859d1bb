package io.backflow.jobs.format;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Date and time as RFC 3339 writes them, {@code 2026-11-28T19:00:00.125Z}: with a blank for the {@code T}, without
 * seconds, without an offset or without a time too.
 */
final class IsoTime {

    private static final int DATE = 10;
    private static final int MINUTES = 16;
    private static final int SECONDS = 19;

    private IsoTime() {}

    /**
     * Milliseconds since the epoch; throws {@link DateTimeException} where {@code text} is no time.
     *
     * @param zone where {@code text} names no offset
     */
    static long millis(String text, ZoneId zone) {
        expect(text, 4, "-");
        expect(text, 7, "-");
        LocalDate date = LocalDate.of(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
        if (text.length() == DATE) {
            return date.atStartOfDay(zone).toInstant().toEpochMilli();
        }
        expect(text, DATE, "Tt ");
        expect(text, 13, ":");
        int hour = within(digits(text, 11, 2), 23);
        int minute = within(digits(text, 14, 2), 59);
        int at = MINUTES;
        int second = 0;
        int millis = 0;
        if (at < text.length() && text.charAt(at) == ':') {
            second = within(digits(text, at + 1, 2), 59);
            at = SECONDS;
            if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
                int from = ++at;
                for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                    int place = at - from;
                    millis += place > 2 ? 0 : (text.charAt(at) - '0') * (place == 0 ? 100 : place == 1 ? 10 : 1);
                }
                if (at == from) {
                    throw new DateTimeException("a fraction has no digits");
                }
            }
        }
        long local = ((date.toEpochDay() * 24 + hour) * 60 + minute) * 60 + second;
        return 1000 * (local - offset(text, at, local, zone)) + millis;
    }

    /** What the clock of {@code text} is ahead of UTC, in seconds. */
    private static long offset(String text, int at, long local, ZoneId zone) {
        if (at == text.length()) {
            return zone.equals(ZoneOffset.UTC)
                    ? 0
                    : zone.getRules()
                            .getOffset(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC))
                            .getTotalSeconds();
        }
        if (text.length() == at + 1) {
            expect(text, at, "Zz");
            return 0;
        }
        expect(text, at, "+-");
        int sign = text.charAt(at) == '-' ? -1 : 1;
        int minutes = text.length() > at + 3 && text.charAt(at + 3) == ':' ? at + 4 : at + 3;
        boolean whole = text.length() == at + 3;
        if (!whole && text.length() != minutes + 2) {
            throw new DateTimeException("an offset is written +hh:mm");
        }
        int hours = within(digits(text, at + 1, 2), 18);
        return sign * 60L * (60 * hours + (whole ? 0 : within(digits(text, minutes, 2), 59)));
    }

    private static int digits(String text, int from, int count) {
        if (text.length() < from + count) {
            throw new DateTimeException("it is too short");
        }
        int value = 0;
        for (int i = from; i < from + count; i++) {
            char digit = text.charAt(i);
            if (!isDigit(digit)) {
                throw new DateTimeException("there is no digit at position " + i);
            }
            value = 10 * value + digit - '0';
        }
        return value;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static int within(int value, int most) {
        if (value > most) {
            throw new DateTimeException(value + " is above " + most);
        }
        return value;
    }

    private static void expect(String text, int at, String characters) {
        if (text.length() <= at || characters.indexOf(text.charAt(at)) < 0) {
            throw new DateTimeException("there is none of \"" + characters + "\" at position " + at);
        }
    }
}
