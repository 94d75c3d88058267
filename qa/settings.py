"""Settings: environment `SOURCELINE_*` over one TOML file over defaults; every error names the setting."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from index.embed.model_files import BUNDLED
from index.errors import InvalidInput
from index.ingest.formats.limits import MEGABYTE, Limits
from index.ingest.passages import PassageSizes
from qa.access_settings import AccessSettings
from qa.setting_errors import explained, place_of, variable
from qa.setting_field import setting
from qa.settings_file import PREFIX, file_values
from qa.site_settings import SiteSettings
from qa.store_settings import StoreSettings
from qa.telemetry_settings import TelemetrySettings

#: Questions that are worked on at the same time where nobody has said how many: in the only process, in each
#: of several, and in each where most of the work is to wait.
WORKERS_OF_ONE = 2
WORKERS_OF_EACH = 1
WORKERS_OVER_MILVUS = 8


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:  # "~nobody/data": there is no such user
        raise ValueError(str(error)) from error


class Settings(StoreSettings, SiteSettings, AccessSettings, TelemetrySettings):
    """Everything that can be set.

    Args given here win over the environment, that over the TOML file, that over the defaults.

    Raises:
        InvalidInput: A value or a key is not acceptable; `field` names it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", validate_default=False
    )

    home: Annotated[Path, AfterValidator(_absolute)] = setting(
        user_data_path("sourceline", appauthor=False),
        "The data folder: documents, vectors, indexes.",
        "the path of a folder",
    )
    embedding_model: str = setting(
        BUNDLED,
        "The sentence-transformers model: the bundled one, a folder, or a name in the local model cache.",
        "the name or folder of a model",
        min_length=1,
    )
    question_prompt: str | None = setting(
        None, "Put before a question when it is embedded; unset takes the model's own.", "a text"
    )
    passage_prompt: str | None = setting(
        None, "Put before a passage when it is embedded; unset takes the model's own.", "a text"
    )
    passage_tokens_least: int = setting(
        120,
        "Neighbouring paragraphs are joined until a passage has this many of the model's tokens.",
        "a whole number from 1 to 8192",
        ge=1,
        le=8192,
    )
    passage_tokens_most: int = setting(
        200,
        "No passage has more tokens than this, nor than the model reads.",
        "a whole number from 8 to 8192",
        ge=8,
        le=8192,
    )
    passage_overlap: int = setting(
        0,
        "Sentences repeated at the start of the next passage of a paragraph that was split.",
        "a whole number from 0 to 10",
        ge=0,
        le=10,
    )
    host: str = setting(
        "127.0.0.1",
        "The address to serve on; 0.0.0.0 serves every network.",
        "a host name or address",
        min_length=1,
    )
    port: int = setting(
        8080, "The port to serve on; 0 takes any free one.", "a whole number from 0 to 65535", ge=0, le=65535
    )
    workers: int | None = setting(
        None,
        "How many asks, and how many searches, each process works on at the same time; unset takes 2 in one "
        "process, 1 in each of several, and 8 over Milvus.",
        "a whole number from 1 to 256",
        ge=1,
        le=256,
    )
    queue: int = setting(
        64,
        "Requests that may wait for a worker before more are refused.",
        "a whole number from 0 to 100000",
        ge=0,
        le=100_000,
    )
    question_seconds: float = setting(
        30.0,
        "How many seconds a question may take, waiting included; then it is refused. A client that sends "
        "`Prefer: wait=SECONDS` sets its own.",
        "a number from 0.1 to 3600",
        ge=0.1,
        le=3600,
    )
    processes: int = setting(
        1,
        "How many processes serve; each has models of its own and a share of the processors.",
        "a whole number from 1 to 64",
        ge=1,
        le=64,
    )
    answer_cache: int = setting(
        32,
        "How many megabytes of answers each process keeps for questions that are asked again; 0 keeps none.",
        "a whole number from 0 to 100000",
        ge=0,
        le=100_000,
    )
    requests_per_minute: int = setting(
        600,
        "How many requests a minute a key may send that has no limit of its own.",
        "a whole number from 1 to 1000000000",
        ge=1,
        le=1_000_000_000,
    )
    requests_per_day: int = setting(
        50_000,
        "How many requests a day (UTC) a key may send that has no limit of its own.",
        "a whole number from 1 to 1000000000",
        ge=1,
        le=1_000_000_000,
    )
    api_key: str | None = setting(
        None,
        "The key that `qa` itself sends to a running service: `qa eval run --url`, `qa serve --example`.",
        "a key: letters, digits and signs, without blanks",
        pattern="^[!-~]+$",
    )
    reader: str | None = setting(
        None,
        "A Hugging Face model for extractive question answering that reads in place of the bundled one: "
        "a folder, or a name in the local model cache. Probabilities are calibrated for the bundled one "
        "only; answers of another say `calibrated: false`.",
        "the name or folder of a model",
        min_length=1,
    )
    read_passages: int = setting(
        8,
        "How many of the first passages are read for an answer.",
        "a whole number from 1 to 100",
        ge=1,
        le=100,
    )
    max_error_rate: float = setting(
        0.2,
        "Of the answers shown at most this share may be wrong, as calibrated.",
        "a number from 0 to 1",
        ge=0,
        le=1,
    )
    threshold: float | None = setting(
        None,
        "An answer is shown only from this probability on; unset takes that of the error rate.",
        "a number from 0 to 1",
        ge=0,
        le=1,
    )
    question_log_days: int = setting(
        0,
        "For how many days questions are logged, with what became of them, for the page `/insights`; "
        "0 logs none.",
        "a whole number from 0 to 3650",
        ge=0,
        le=3650,
    )
    fetch_urls: bool = setting(
        False,
        "Whether the service fetches pages of the web that clients name (`POST /v1/pages`). Only public "
        "addresses are fetched from. `qa ingest` fetches pages without this.",
        "true or false",
    )
    llm_url: str | None = setting(
        None,
        "A server of OpenAI's shape whose language model rewrites follow-up questions and, where that is "
        "asked for, writes answers. Earlier questions and answers are sent there; to write, the question and "
        "the passages that are listed. Unset, nothing is sent; whenever it fails, what is built in does.",
        "an address such as http://127.0.0.1:11434/v1",
        pattern=r"^https?://\S+$",
    )
    llm_model: str | None = setting(
        None, "The name of that language model.", "the name of a model", min_length=1
    )
    llm_key: str | None = setting(
        None,
        "The key that is sent to that server, if it wants one.",
        "a key: letters, digits and signs, without blanks",
        pattern="^[!-~]+$",
    )
    llm_seconds: float = setting(
        5.0,
        "How long a conversation waits for that server in all; then the built-in rewriter does its work.",
        "a number from 0.1 to 60",
        ge=0.1,
        le=60,
    )
    llm_write: str = setting(
        "",
        "The collections whose answers that language model writes unless a question says `write: false`: "
        "names with commas between them, `*` for all. A question may say `write: true` in any.",
        "names of collections",
        max_length=10_000,
    )
    llm_write_seconds: float = setting(
        20.0,
        "How long an answer waits for that server in all; then what passed the check so far is shown, or the "
        "quoted answer.",
        "a number from 0.1 to 600",
        ge=0.1,
        le=600,
    )
    parsing_seconds: float = setting(
        60.0,
        "How many seconds of computing one file may take to read; with waiting, five times as many.",
        "a number from 1 to 3600",
        ge=1,
        le=3600,
    )
    parsing_memory_mb: int = setting(
        1000,
        "How much memory one file may take to read, in megabytes.",
        "a whole number from 100 to 1000000",
        ge=100,
        le=1_000_000,
    )
    parsing_file_mb: int = setting(
        500,
        "The largest file that is read, in megabytes.",
        "a whole number from 1 to 100000",
        ge=1,
        le=100_000,
    )
    parsing_unpacked_mb: int = setting(
        200,
        "The most that the parts of one archive (Office, EPUB) may have after unpacking, in megabytes.",
        "a whole number from 1 to 100000",
        ge=1,
        le=100_000,
    )
    parsing_pages: int = setting(
        5000,
        "The most pages of a PDF document.",
        "a whole number from 1 to 1000000",
        ge=1,
        le=1_000_000,
    )

    @property
    def question_threads(self) -> int:
        """How many questions each process works on at the same time.

        Threads that compute fight for the interpreter; those over Milvus mostly wait for it.
        """
        if self.workers is not None:
            return self.workers
        if self.store == "milvus":
            return WORKERS_OVER_MILVUS
        return WORKERS_OF_ONE if self.processes == 1 else WORKERS_OF_EACH

    @property
    def passage_sizes(self) -> PassageSizes:
        """How passages are cut."""
        return PassageSizes(self.passage_tokens_least, self.passage_tokens_most, self.passage_overlap)

    @property
    def parsing_limits(self) -> Limits:
        """What reading one file may take."""
        return Limits(
            self.parsing_seconds,
            self.parsing_memory_mb * MEGABYTE,
            self.parsing_file_mb * MEGABYTE,
            self.parsing_unpacked_mb * MEGABYTE,
            self.parsing_pages,
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(file_values()))

    @model_validator(mode="wrap")
    @classmethod
    def _one_clear_error(cls, values: Any, handler: ModelWrapValidatorHandler[Settings]) -> Settings:
        try:
            settings = handler(values)
        except ValidationError as error:
            raise explained(error, cls.model_fields) from None
        if (settings.llm_url is None) != (settings.llm_model is None):
            missing, given = (
                ("llm_url", "llm_model") if settings.llm_url is None else ("llm_model", "llm_url")
            )
            raise InvalidInput(
                f"{missing} is not set though {given} is.",
                field=variable(missing),
                hint="Set both, or neither.",
            )
        settings.check_access()
        if settings.passage_tokens_least > settings.passage_tokens_most:
            raise InvalidInput(
                f"{settings.passage_tokens_least} is more than passage_tokens_most, "
                f"which is {settings.passage_tokens_most}.",
                field=place_of("passage_tokens_least"),
                hint="Lower the one or raise the other.",
            )
        return settings
