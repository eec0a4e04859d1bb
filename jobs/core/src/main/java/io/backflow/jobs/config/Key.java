package io.backflow.jobs.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a configuration key where its record component is declared; the reference is generated from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {

    /** What the key sets, in a phrase. */
    String meaning();

    /** The value where the file has none, in YAML. Without it the key is required, unless it is optional. */
    String preset() default "";

    /** Whether the key may be absent and then stands for nothing. */
    boolean optional() default false;
}
