"""The program that fine-tunes: python -m train CONFIG [key=value ...]."""

from pathlib import Path

import typer

from hasila.program.config import load_config
from hasila.program.start import main, new_app
from hasila.scoring.metrics import Scores
from train.arguments import ConfigArgument, OverridesArgument, OverwriteOption, is_first_process
from train.finetune.done import check_done, done_scores, is_done
from train.finetune.settings import Settings
from train.run_folder import run_folder

app = new_app()


@app.command()
def train(config: ConfigArgument, overrides: OverridesArgument = None, *, overwrite: OverwriteOption = False) -> None:
    """Fine-tune an encoder as CONFIG says. An interrupted run resumes; a finished one stays as it is.

    Each setting is described in train/finetune/settings.py.
    """
    settings = load_config(Settings, config, overrides or [])
    folder = run_folder(settings, config)
    if is_done(folder) and not overwrite:
        check_done(settings, folder)
        _tell_done(settings, folder)
        return

    from train.devices import is_main_process, leave_the_others  # noqa: PLC0415 - --help and the like without torch
    from train.finetune.run import run  # noqa: PLC0415 - as above

    scores = run(settings, folder, overwrite=overwrite)
    if is_main_process():
        _show(settings, folder, scores)
        typer.echo(f"Wrote {folder}/checkpoint, config.yaml, metrics.jsonl and training.json.")
    leave_the_others()


def _tell_done(settings: Settings, folder: Path) -> None:
    if is_first_process():
        _show(settings, folder, done_scores(folder))
        typer.echo(f"{folder}/checkpoint is already done with these settings; --overwrite trains it again.")


def _show(settings: Settings, folder: Path, scores: Scores | None) -> None:
    from hasila.scoring.table import show  # noqa: PLC0415 - rich is slow to load

    if scores is not None:
        show(scores, f"{folder}: {settings.corpus.dev} split")


if __name__ == "__main__":
    main(app, "python -m train")
