package io.backflow.model.oracle;

/** Recomputes what one kind of oracle file expects and compares. */
@FunctionalInterface
interface Case {

    /**
     * @throws AssertionError when a value is off or the file lacks something
     * @throws Unsupported when the file asks for what Backflow does not do
     */
    void check(Fixture fixture, Comparison comparison);
}
