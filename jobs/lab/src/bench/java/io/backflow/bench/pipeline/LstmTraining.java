package io.backflow.bench.pipeline;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.PairList;

/** An LSTM with a linear head in libtorch, reached through DJL: mean squared error of the next step, plain SGD. */
final class LstmTraining implements AutoCloseable {

    private static final float RATE = 1e-2f;
    private static final int F = ConsumerPlusLibtorch.FEATURES;
    private static final int T = ConsumerPlusLibtorch.WINDOW;
    private static final int B = ConsumerPlusLibtorch.BATCH;

    private final int units;
    private final NDManager manager = NDManager.newBaseManager();
    private final Model model = Model.newInstance("peer");
    private final Trainer trainer;
    private final float[][] hidden;
    private final float[][] cells;
    private final int[] rows = new int[B];
    private final float[] inputs = new float[B * T * F];
    private final float[] targets = new float[B * T * F];
    private final float[] hiddenRows;
    private final float[] cellRows;
    private int waiting;

    LstmTraining(int units) {
        this.units = units;
        hidden = new float[ConsumerPlusLibtorch.SEQUENCES][units];
        cells = new float[ConsumerPlusLibtorch.SEQUENCES][units];
        hiddenRows = new float[B * units];
        cellRows = new float[B * units];
        model.setBlock(new Recurrent(units));
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(RATE))
                        .build()));
        trainer.initialize(new Shape(B, T, F));
    }

    /** The recurrence and its head; gives the outputs, and the two states after the window. */
    private static final class Recurrent extends AbstractBlock {

        private final int units;
        private final Block lstm;
        private final Block head;

        Recurrent(int units) {
            super((byte) 1);
            this.units = units;
            lstm = addChildBlock(
                    "lstm",
                    LSTM.builder()
                            .setNumLayers(1)
                            .setStateSize(units)
                            .optReturnState(true)
                            .optBatchFirst(true)
                            .build());
            head = addChildBlock("head", Linear.builder().setUnits(F).build());
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList in, boolean training, PairList<String, Object> parameters) {
            NDList states = lstm.forward(store, in, training, parameters);
            NDArray outputs =
                    head.forward(store, new NDList(states.get(0)), training).singletonOrThrow();
            return new NDList(outputs, states.get(1), states.get(2));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            lstm.initialize(manager, type, inputs[0]);
            head.initialize(manager, type, new Shape(B, T, units));
        }
    }

    /** Takes a window of a step more than are trained; how many steps were trained by that, 0 where others wait. */
    int add(int sequence, float... window) {
        System.arraycopy(window, 0, inputs, waiting * T * F, T * F);
        System.arraycopy(window, F, targets, waiting * T * F, T * F);
        System.arraycopy(hidden[sequence], 0, hiddenRows, waiting * units, units);
        System.arraycopy(cells[sequence], 0, cellRows, waiting * units, units);
        rows[waiting++] = sequence;
        if (waiting < B) {
            return 0;
        }
        waiting = 0;
        train();
        return B * T;
    }

    private void train() {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = trainer.newGradientCollector()) {
            Shape state = new Shape(1, B, units);
            NDList out = trainer.forward(new NDList(
                    scope.create(inputs, new Shape(B, T, F)),
                    scope.create(hiddenRows, state),
                    scope.create(cellRows, state)));
            out.attach(scope);
            collector.backward(out.get(0)
                    .sub(scope.create(targets, new Shape(B, T, F)))
                    .square()
                    .mean());
            float[] h = out.get(1).toFloatArray();
            float[] c = out.get(2).toFloatArray();
            for (int row = 0; row < B; row++) {
                System.arraycopy(h, row * units, hidden[rows[row]], 0, units);
                System.arraycopy(c, row * units, cells[rows[row]], 0, units);
            }
        }
        trainer.step();
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
        manager.close();
    }
}
