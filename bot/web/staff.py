"""Who works at the web desk: whoever has an account."""

from dataclasses import dataclass

from bot.handover.roles import Official, Permission
from bot.web.ports import Accounts


@dataclass(frozen=True, slots=True)
class Staff:
    """`bot.handover.roles.Officials` over the accounts."""

    accounts: Accounts

    async def official(self, person: str) -> Official | None:
        """Somebody by name; a disabled account is nobody's."""
        account = await self.accounts.account(person)
        return account.official if account and not account.disabled else None

    async def staffed(self) -> bool:
        """Whether anybody may answer."""
        return any(
            not account.disabled and account.official.may(Permission.SEND) for account in await self.accounts.accounts()
        )
