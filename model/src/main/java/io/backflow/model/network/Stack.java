package io.backflow.model.network;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Cell;
import io.backflow.model.cell.Span;
import io.backflow.model.cell.Weights;
import io.backflow.model.kernel.Floats;
import java.util.Arrays;

/**
 * The recurrent layers of a model, the outputs of each the inputs of the next.
 *
 * <p>A state is {@code [B, S]}, the layers' states one after another in each row. Forward keeps what backward needs, and
 * backward uses it up.
 */
public final class Stack implements AutoCloseable {

    private final int stateSize;
    private final int[] stateOffsets;
    private final Cell[] cells;

    /** {@code [T, B, in]} for each layer: cotangents of its inputs. */
    private final Floats[] inputCotangents;

    public Stack(ModelSpec spec, Floats gradient, int time, int batch) {
        ParameterLayout layout = ParameterLayout.of(spec);
        int layers = spec.layers().size();
        stateSize = spec.stateSize();
        stateOffsets = new int[layers];
        cells = new Cell[layers];
        inputCotangents = new Floats[layers];
        for (int l = 0; l < layers; l++) {
            stateOffsets[l] = spec.stateOffset(l);
            cells[l] = Cell.of(spec.layers().get(l), Weights.of(gradient, layout, l), time, batch);
            inputCotangents[l] = new Floats((long) time * batch * spec.inputWidth(l));
        }
    }

    /** Takes note of new values of the model's flat vector, which must stay as they are until the next call. */
    public void refresh(float[] parameters) {
        for (Cell cell : cells) {
            cell.refresh(parameters);
        }
    }

    /** Runs {@code inputs [T, B, I]} forward from {@code initialState [B, S]}. */
    public void forward(Span span, Floats inputs, float[] initialState) {
        Floats x = inputs;
        int offset = 0;
        for (int l = 0; l < cells.length; l++) {
            Cell cell = cells[l];
            scatter(span, l, initialState, cell.initialState());
            cell.forward(span, x, offset);
            x = cell.outputs();
            offset = cell.outputOffset(span);
        }
    }

    /** {@code [T, B, H]} of the top layer, from {@link #outputOffset} on; padded rows repeat the last state. */
    public Floats outputs() {
        return top().outputs();
    }

    public int outputOffset(Span span) {
        return top().outputOffset(span);
    }

    /** Writes the state after each window's own last step, {@code [B, S]}. */
    public void finalState(Span span, float[] into) {
        for (int l = 0; l < cells.length; l++) {
            Cell cell = cells[l];
            float[][] parts = cell.stateCotangent();
            for (int part = 0; part < parts.length; part++) {
                cell.finalState(span, part, parts[part]);
            }
            gather(span, l, parts, into);
        }
    }

    /**
     * Runs the last pass backward; nothing comes in through the final state. Overwrites the layers' part of the gradient.
     *
     * @param outputs cotangents of the outputs, {@code [T, B, H]}
     */
    public void backward(Span span, Floats outputs) {
        for (Cell cell : cells) {
            for (float[] part : cell.stateCotangent()) {
                Arrays.fill(part, 0f);
            }
        }
        sweep(span, outputs);
    }

    /**
     * Runs the last pass backward with a gradient that also comes in through the final state.
     *
     * @param state cotangent of the final state before, of the initial state after, {@code [B, S]}
     */
    public void backward(Span span, Floats outputs, float[] state) {
        for (int l = 0; l < cells.length; l++) {
            scatter(span, l, state, cells[l].stateCotangent());
        }
        sweep(span, outputs);
        initialStateCotangent(span, state);
    }

    private void sweep(Span span, Floats outputs) {
        Floats d = outputs;
        for (int l = cells.length - 1; l >= 0; l--) {
            cells[l].backward(span, d);
            if (l > 0) {
                d = inputCotangents[l];
                cells[l].inputCotangent(span, d);
            }
        }
    }

    /** Writes the cotangent of the initial state, {@code [B, S]}, after a backward pass. */
    public void initialStateCotangent(Span span, float[] into) {
        for (int l = 0; l < cells.length; l++) {
            gather(span, l, cells[l].stateCotangent(), into);
        }
    }

    /** Computes the cotangents of the inputs, {@code [T, B, I]}, after a backward pass. */
    public Floats inputCotangent(Span span) {
        cells[0].inputCotangent(span, inputCotangents[0]);
        return inputCotangents[0];
    }

    private Cell top() {
        return cells[cells.length - 1];
    }

    private void scatter(Span span, int layer, float[] rows, float[][] parts) {
        for (int part = 0; part < parts.length; part++) {
            int units = cells[layer].units();
            for (int b = 0; b < span.batch(); b++) {
                System.arraycopy(rows, at(layer, part, b), parts[part], b * units, units);
            }
        }
    }

    private void gather(Span span, int layer, float[][] parts, float[] rows) {
        for (int part = 0; part < parts.length; part++) {
            int units = cells[layer].units();
            for (int b = 0; b < span.batch(); b++) {
                System.arraycopy(parts[part], b * units, rows, at(layer, part, b), units);
            }
        }
    }

    private int at(int layer, int part, int b) {
        return b * stateSize + stateOffsets[layer] + part * cells[layer].units();
    }

    @Override
    public void close() {
        for (int l = 0; l < cells.length; l++) {
            cells[l].close();
            inputCotangents[l].close();
        }
    }
}
