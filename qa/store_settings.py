"""Settings of the store."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic_settings import BaseSettings

from qa.setting_field import lower, setting


class StoreSettings(BaseSettings):
    """Where passages are searched."""

    store: Annotated[Literal["embedded", "milvus"], BeforeValidator(lower)] = setting(
        "embedded",
        "Where passages are searched: in the data folder, or in Milvus, which many processes share.",
        "embedded or milvus",
    )
    store_writes: bool = setting(
        True,
        "With Milvus: whether this process has the data folder and writes. Others only answer questions.",
        "true or false",
    )
    milvus_uri: str | None = setting(
        None,
        "The address of Milvus, such as http://milvus:19530, or the path of a file for milvus-lite.",
        "an address or a path",
        min_length=1,
    )
    milvus_token: str | None = setting(
        None, "Sent to Milvus with every request.", "user:password or a key", pattern="^[!-~]+$"
    )
    milvus_prefix: str = setting(
        "sourceline",
        "What the names of the tables in Milvus begin with, so that several indexes share one Milvus.",
        "letters, digits and underscores, a letter first",
        pattern="^[A-Za-z][A-Za-z0-9_]{0,63}$",
    )
