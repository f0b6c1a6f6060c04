# What OAuthHub must be allowed to do in HashiCorp Vault or OpenBao, and nothing more:
#
#   vault secrets enable -path=secret -version=2 kv      # unless there is one already
#   vault policy write oauthhub hashicorp-vault-policy.hcl
#
# For another OAuthHub:Vault:HashiCorpVault:Mount or :Path, change secret or oauthhub in the first three lines.

# The sealed documents: read, first written, written again.
path "secret/data/oauthhub/*" {
  capabilities = ["create", "read", "update"]
}

# One version a document and no write without a condition (create, update), the names (list), what is left of a removed document (delete).
path "secret/metadata/oauthhub/*" {
  capabilities = ["create", "update", "delete", "list"]
}

# The older versions, where the engine's own setting keeps them.
path "secret/destroy/oauthhub/*" {
  capabilities = ["update"]
}

# The token's own life, and what it may do.
path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}

path "sys/capabilities-self" {
  capabilities = ["update"]
}
