package io.backflow.jobs;

import io.backflow.local.EmbeddedBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker for the tests of a class; and whatever fault one of them planned, the next starts without. */
final class TestBroker implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private @Nullable EmbeddedBroker broker;

    EmbeddedBroker get() {
        if (broker == null) {
            throw new IllegalStateException("the broker runs while the tests of a class do");
        }
        return broker;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        broker = EmbeddedBroker.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Faults.none();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        get().close();
    }
}
