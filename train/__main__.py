"""The program that fine-tunes: python -m train CONFIG [key=value ...]."""

import typer

from hasila.program.config import load_config
from hasila.program.start import main, new_app
from train.arguments import ConfigArgument, OverridesArgument
from train.finetune.settings import Settings

app = new_app()


@app.command()
def train(config: ConfigArgument, overrides: OverridesArgument = None) -> None:
    """Fine-tune an encoder as CONFIG says; a run that was cut off goes on where it was.

    Each setting is described in train/finetune/settings.py.
    """
    settings = load_config(Settings, config, overrides or [])
    folder = settings.runs / (settings.name or config.stem)

    from hasila.scoring.table import show  # noqa: PLC0415 - --help and a wrong config answer before torch is loaded
    from train.devices import is_main_process, leave_the_others  # noqa: PLC0415 - as above
    from train.finetune.run import run  # noqa: PLC0415 - as above

    scores = run(settings, folder)
    if is_main_process():
        if scores is not None:
            show(scores, f"{folder}: {settings.corpus.dev} split")
        typer.echo(f"Wrote {folder}/checkpoint, config.yaml, metrics.jsonl and training.json.")
    leave_the_others()


if __name__ == "__main__":
    main(app, "python -m train")
