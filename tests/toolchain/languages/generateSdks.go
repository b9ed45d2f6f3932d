// Writes the SDKs of a package schema: `sdks SCHEMA FOLDER` fills FOLDER/python, go, dotnet and java.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	java "github.com/pulumi/pulumi-java/pkg/codegen/java"
	dotnet "github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	python "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

type files = map[string][]byte

var languages = map[string]func(*schema.Package) (files, error){
	"python": func(p *schema.Package) (files, error) { return python.GeneratePackage("pulumi", p, nil) },
	"go":     func(p *schema.Package) (files, error) { return golang.GeneratePackage("pulumi", p, nil) },
	"dotnet": dotnetPackage,
	"java":   func(p *schema.Package) (files, error) { return java.GeneratePackage("pulumi", p, nil, true) },
}

// The generator fetches a logo, from the internet unless told otherwise.
func dotnetPackage(p *schema.Package) (files, error) {
	logo := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer logo.Close()
	p.LogoURL = logo.URL
	return dotnet.GeneratePackage("pulumi", p, nil, nil)
}

func main() {
	log.SetFlags(0)
	text, err := os.ReadFile(os.Args[1])
	check(err)
	for language, generate := range languages {
		// Each for itself: a generator changes the package that it is given.
		var spec schema.PackageSpec
		check(json.Unmarshal(text, &spec))
		bound, diagnostics, err := schema.BindSpec(spec, nil)
		check(err)
		if diagnostics.HasErrors() {
			log.Fatal(diagnostics)
		}
		sdk, err := generate(bound)
		check(err)
		for path, content := range sdk {
			target := filepath.Join(os.Args[2], language, path)
			check(os.MkdirAll(filepath.Dir(target), 0o755))
			check(os.WriteFile(target, content, 0o644))
		}
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
