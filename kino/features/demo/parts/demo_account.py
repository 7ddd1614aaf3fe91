"""The account that `kino demo` makes, so that whoever tries Kino can sign in at once."""

from kino.core.context import ServerContext
from kino.core.security import Passwords
from kino.features.accounts import queries as accounts
from kino.features.accounts.parts.password_rules import fold_name
from kino.features.accounts.service import create_admin

NAME = "demo"
# No secret: it is printed, and it is in the documentation.
PASSWORD = "demo-kino-demo"  # noqa: S105


async def ensure_demo_account(context: ServerContext) -> bool:
    """Whether one can sign in with NAME and PASSWORD; the account is made in a house without any admin.

    A house that has one gets no account whose password everybody knows.
    """
    async with context.database.read() as session:
        is_new = not await accounts.has_admin(session)
    if is_new:
        await create_admin(context.database, NAME, PASSWORD)
        return True
    async with context.database.read() as session:
        account = await accounts.find_account_by_name(session, fold_name(NAME))
    if account is None or account.is_disabled:
        return False
    is_unchanged, _ = await context.part(Passwords).check_password(PASSWORD, account.password_hash)
    return is_unchanged
