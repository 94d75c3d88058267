"""Settings of who may do what: people from an identity provider or a proxy, trusted hosts, the audit log."""

from __future__ import annotations

from pydantic_settings import BaseSettings

from index.errors import InvalidInput
from qa.server.auth.scopes import Scope
from qa.setting_field import Texts, TextsByName, setting
from qa.settings_file import PREFIX


class AccessSettings(BaseSettings):
    """What can be set about access.  `Settings` has these among its own."""

    trusted_hosts: Texts = setting(
        (),
        "The names under which the service answers, as it is addressed; empty for all. Behind a proxy, the "
        "public name.",
        "names of hosts with commas between them; `*.example.org` is every name below that",
    )
    trusted_proxies: Texts = setting(
        ("127.0.0.1", "::1"),
        "Addresses of proxies whose X-Forwarded-For, -Proto and -Host are believed.",
        "addresses or networks with commas between them, such as 10.0.0.0/8",
    )
    public_url: str | None = setting(
        None,
        "The address of the service as people see it, for the way back from the identity provider; unset "
        "takes that of each request.",
        "an address such as https://qa.example.org",
        pattern=r"^https?://[^\s?#]+$",
    )
    proxy_user_header: str | None = setting(
        None,
        "A header in which a trusted proxy names the person that it has signed in.",
        "the name of a header, such as X-Forwarded-User",
        pattern=r"^[A-Za-z0-9-]+$",
    )
    proxy_groups_header: str | None = setting(
        None,
        "A header in which it names that person's groups, with commas between them.",
        "the name of a header, such as X-Forwarded-Groups",
        pattern=r"^[A-Za-z0-9-]+$",
    )
    oidc_issuer: str | None = setting(
        None,
        "The OpenID Connect provider that people sign in with.",
        "an address such as https://login.example.org/realms/staff",
        pattern=r"^https?://[^\s?#]+$",
    )
    oidc_client_id: str | None = setting(
        None, "What the provider calls this service.", "the id of a client", min_length=1
    )
    oidc_client_secret: str | None = setting(
        None, "The secret that it was given there, if it was.", "a text", min_length=1
    )
    oidc_scopes: str = setting(
        "openid profile email",
        "What is asked of the provider; some tell groups only for a scope of their own.",
        "names with blanks between them, `openid` among them",
        pattern=r"^(.* )?openid( .*)?$",
    )
    oidc_user_claim: str = setting(
        "sub",
        "The claim that names a person in the label `user:...`; it must be one that nobody can choose.",
        "the name of a claim",
        min_length=1,
    )
    oidc_groups_claim: str = setting(
        "groups", "The claim that lists a person's groups.", "the name of a claim", min_length=1
    )
    group_labels: TextsByName = setting(
        {},
        "The labels that a group gives its members; a group that is not named gives `group:` and its name.",
        'a JSON object such as {"hr-team": ["group:hr"]}',
    )
    people_scopes: Texts = setting(
        (Scope.ASK,),
        "What everyone may do who signs in by the provider or the proxy.",
        "some of ask, ingest, admin with commas between them; `none` for nobody without a group below",
    )
    people_collections: Texts = setting(
        (), "The collections that these people may use; empty for all.", "names with commas between them"
    )
    ingest_groups: Texts = setting(
        (), "Groups whose members may write documents, too.", "names of groups with commas between them"
    )
    admin_groups: Texts = setting(
        (), "Groups whose members may do everything.", "names of groups with commas between them"
    )
    audit_days: int = setting(
        90,
        "How many days the audit log is kept; 0 keeps none.",
        "a whole number from 0 to 36500",
        ge=0,
        le=36_500,
    )
    audit_questions: bool = setting(
        False, "Whether the audit log has the text of questions.", "true or false"
    )

    def check_access(self) -> None:
        """Raise `InvalidInput` where a setting of access cannot be, or needs another one."""
        if unknown := {*self.people_scopes} - {*Scope, "none"}:
            raise InvalidInput(
                f"{sorted(unknown)[0]!r} is no scope.",
                field=f"{PREFIX}PEOPLE_SCOPES",
                hint="Name some of ask, ingest, admin, or none.",
            )
        if self.proxy_user_header and "trusted_proxies" not in self.model_fields_set:
            raise InvalidInput(
                "trusted_proxies is not set though proxy_user_header is.",
                field=f"{PREFIX}TRUSTED_PROXIES",
                hint="Name the addresses of the proxies: whoever sends from there is whom the header names.",
            )
        for given, needed in (
            ("oidc_issuer", "oidc_client_id"),
            ("oidc_client_id", "oidc_issuer"),
            ("proxy_groups_header", "proxy_user_header"),
        ):
            if getattr(self, given) and not getattr(self, needed):
                raise InvalidInput(
                    f"{needed} is not set though {given} is.",
                    field=PREFIX + needed.upper(),
                    hint="Set both, or neither.",
                )
