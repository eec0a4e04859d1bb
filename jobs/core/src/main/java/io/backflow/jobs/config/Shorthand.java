package io.backflow.jobs.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record of settings that a file may write as one word: {@code time: ts} stands for {@code time: {path: ts}}. Where a
 * list of such records is expected, one of them stands for a list of one.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Shorthand {

    /** The key that the word is the value of. */
    String value();
}
