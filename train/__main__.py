"""The program that fine-tunes: python -m train CONFIG [key=value ...]."""

from pathlib import Path
from typing import Annotated

import typer

from hasila.config import load_config
from hasila.program import main, new_app
from train.settings import Settings

app = new_app()

ConfigArgument = Annotated[Path, typer.Argument(metavar="CONFIG", help="A YAML file such as configs/quickstart.yaml.")]
OverridesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Settings in its place: training.epochs=3")
]


@app.command()
def train(config: ConfigArgument, overrides: OverridesArgument = None) -> None:
    """Fine-tune an encoder as CONFIG says; a run that was cut off goes on where it was.

    Each setting is described in train/settings.py.
    """
    settings = load_config(Settings, config, overrides or [])
    folder = settings.runs / (settings.name or config.stem)

    from hasila.score_table import show  # noqa: PLC0415 - --help and a wrong config answer before torch is loaded
    from train.devices import is_main_process, leave_the_others  # noqa: PLC0415 - as above
    from train.run import run  # noqa: PLC0415 - as above

    scores = run(settings, folder)
    if is_main_process():
        if scores is not None:
            show(scores, f"{folder}: {settings.corpus.dev} split")
        typer.echo(f"Wrote {folder}/checkpoint, config.yaml, metrics.jsonl and scores.json.")
    leave_the_others()


if __name__ == "__main__":
    main(app, "python -m train")
